/*---
api = "getUserInfo"
fact = "userInfo is rawData, parsed"
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
wx.getUserInfo({ success: (res) => console.log(JSON.stringify(res.userInfo) === res.rawData) })

/* prints:
true
*/
