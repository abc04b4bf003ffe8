/*---
api = "checkSession"
fact = "a login makes the session valid again"
source = "official page: wx.checkSession"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[scenario.platform]
session = "expired"
'''
---*/
wx.login({ success: () => wx.checkSession({ success: () => console.log('valid') }) })

/* prints:
valid
*/
