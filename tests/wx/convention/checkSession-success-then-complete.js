/*---
api = "checkSession"
fact = "wx.checkSession calls success, then complete, with the same object"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "logged in"
[scenario.platform]
session = "valid"
'''
---*/
let first
wx.checkSession({
  success(res) { first = res; console.log('success', res.errMsg) },
  fail() { console.log('fail') },
  complete(res) { console.log('complete', res === first) },
})

/* prints:
success checkSession:ok
complete true
*/
