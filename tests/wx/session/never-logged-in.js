/*---
api = "checkSession"
fact = "without any login the session is not valid"
source = "observed with tourist appids"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
[scenario.platform]
session = "none"
'''
---*/
wx.checkSession({ success: () => console.log('valid'), fail: (res) => console.log(res.errMsg) })

/* prints:
checkSession:fail session time out, need relogin
*/
