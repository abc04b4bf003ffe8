/*---
api = "getUserInfo"
fact = "the client words a refusal as auth deny"
source = "changelog 2.6.5"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2020-10-06"
client = "android"
[scenario.platform]
session = "valid"
[scenario.user]
consent = { "scope.userInfo" = "denied" }
'''
---*/
wx.getUserInfo({ fail: (res) => console.log(res.errMsg) })

/* prints:
getUserInfo:fail auth deny
*/
