/*---
api = "checkSession"
fact = "the session is judged by the last code, not by what a server holds"
source = "official page: wx.checkSession"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[scenario.platform]
session = "displaced"
'''
---*/
wx.checkSession({ success: () => console.log('valid') })

/* prints:
valid
*/
