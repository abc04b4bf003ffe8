/*---
api = "checkSession"
fact = "an expired session fails with -13001"
source = "logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
[scenario.platform]
session = "expired"
'''
---*/
wx.checkSession({ fail: (res) => console.log(res.errMsg, res.errCode) })

/* prints:
checkSession:fail session time out, need relogin -13001
*/
