/*---
api = "checkSession"
fact = "a live session is ok"
source = "official page: wx.checkSession"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[scenario.platform]
session = "valid"
'''
---*/
wx.checkSession({ success: (res) => console.log(res.errMsg) })

/* prints:
checkSession:ok
*/
