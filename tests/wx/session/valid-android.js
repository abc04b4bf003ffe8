/*---
api = "checkSession"
fact = "on Android success leaves errCode \"0\" in the result"
source = "Android client 2020"
confidence = "observed"
observed = ["android"]
scenario = '''
[[scenario]]
name = "s"
client = "android"
[scenario.platform]
session = "valid"
'''
---*/
wx.checkSession({ success: (res) => console.log(typeof res.errCode, res.errCode) })

/* prints:
string 0
*/
