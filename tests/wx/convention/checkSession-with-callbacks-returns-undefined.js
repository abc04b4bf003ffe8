/*---
api = "checkSession"
fact = "wx.checkSession with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
scenario = '''
[[scenario]]
name = "logged in"
[scenario.platform]
session = "valid"
'''
---*/
console.log(wx.checkSession({ complete() {} }))

/* prints:
undefined
*/
