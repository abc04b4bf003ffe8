/*---
api = "getUserInfo"
fact = "anonymous profiles say is_demote since 2022"
source = "observed logs"
confidence = "observed"
scenario = '''
[[scenario]]
name = "e"
epoch = "2022-12-01"
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ success: (res) => console.log(res.userInfo.is_demote) })

/* prints:
true
*/
