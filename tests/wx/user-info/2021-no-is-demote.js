/*---
api = "getUserInfo"
fact = "anonymous profiles of 2021 have no is_demote"
source = "observed logs"
confidence = "inferred"
scenario = '''
[[scenario]]
name = "e"
epoch = "2021-05-01"
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ success: (res) => console.log('is_demote' in res.userInfo) })

/* prints:
false
*/
