/*---
api = "checkSession"
fact = "on Android the text has a colon and the code is a string"
source = "Android client strings"
confidence = "observed"
observed = ["android"]
scenario = '''
[[scenario]]
name = "s"
client = "android"
[scenario.platform]
session = "expired"
'''
---*/
wx.checkSession({ fail: (res) => console.log(res.errMsg, typeof res.errCode, res.errCode) })

/* prints:
checkSession:fail:session time out, need relogin string -13001
*/
