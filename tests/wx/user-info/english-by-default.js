/*---
api = "getUserInfo"
fact = "the region is in English by default"
source = "official page: wx.getUserInfo"
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
wx.getUserInfo({ success: (res) => console.log(res.userInfo.country) })

/* prints:
China
*/
