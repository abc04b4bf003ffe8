/*---
api = "getUserInfo"
fact = "in 2020 a call without consent fails and asks nobody"
source = "observed in DevTools"
confidence = "observed"
scenario = '''
[[scenario]]
name = "e"
epoch = "2020-10-06"
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ fail: (res) => console.log(res.errMsg) })

/* prints:
getUserInfo:fail scope unauthorized
*/
