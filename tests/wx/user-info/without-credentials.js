/*---
api = "getUserInfo"
fact = "withCredentials false leaves encryptedData and iv out"
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
wx.getUserInfo({ withCredentials: false, success: (res) => console.log('encryptedData' in res, 'iv' in res) })

/* prints:
false false
*/
