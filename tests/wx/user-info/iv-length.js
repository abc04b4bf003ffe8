/*---
api = "getUserInfo"
fact = "iv is 16 bytes in base64"
source = "official page: encrypted data"
confidence = "documented"
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
wx.getUserInfo({ success: (res) => console.log(res.iv.length, res.iv.slice(-2)) })

/* prints:
24 ==
*/
