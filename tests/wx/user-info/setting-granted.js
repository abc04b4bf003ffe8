/*---
api = "getSetting"
fact = "a granted scope is true"
source = "official page: AuthSetting"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2020-10-06"
[scenario.platform]
session = "valid"
[scenario.user]
consent = { "scope.userInfo" = "granted" }
'''
---*/
wx.getSetting({ success: (res) => console.log(res.authSetting['scope.userInfo']) })

/* prints:
true
*/
