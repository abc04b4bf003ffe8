/*---
api = "checkSession"
fact = "wx.checkSession without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
scenario = '''
[[scenario]]
name = "logged in"
[scenario.platform]
session = "valid"
'''
---*/
wx.checkSession().then((res) => console.log(res.errMsg))

/* prints:
checkSession:ok
*/
