/*---
api = "getSetting"
fact = "a scope that was never asked is absent"
source = "official page: wx.getSetting"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
user.consent = { "scope.userLocation" = "denied" }
'''
---*/
wx.getSetting({ success: (res) => console.log(Object.keys(res.authSetting).join(), 'scope.userInfo' in res.authSetting) })

/* prints:
scope.userLocation false
*/
