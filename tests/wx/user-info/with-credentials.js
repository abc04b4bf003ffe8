/*---
api = "getUserInfo"
fact = "credentials are given by default"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "e"
epoch = "2020-10-06"
[scenario.platform]
session = "valid"
[scenario.user]
consent = { "scope.userInfo" = "granted" }
'''
---*/
wx.getUserInfo({ success: (res) => console.log(typeof res.encryptedData, typeof res.iv, res.signature.length) })

/* prints:
string string 40
*/
