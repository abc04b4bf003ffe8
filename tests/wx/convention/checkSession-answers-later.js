/*---
api = "checkSession"
fact = "wx.checkSession never answers inside the call"
source = "official page: API"
confidence = "documented"
scenario = '''
[[scenario]]
name = "logged in"
[scenario.platform]
session = "valid"
'''
---*/
wx.checkSession({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
