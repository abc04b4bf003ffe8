/*---
api = "getSetting"
fact = "a scope never asked for has no key"
source = "official page: AuthSetting"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2020-10-06"
[scenario.platform]
session = "valid"
'''
---*/
wx.getSetting({ success: (res) => console.log('scope.userInfo' in res.authSetting) })

/* prints:
false
*/
