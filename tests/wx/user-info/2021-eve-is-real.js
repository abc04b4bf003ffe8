/*---
api = "getUserInfo"
fact = "on 2021-04-28 the old rules still hold"
source = "official notices on user information"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2021-04-28"
[scenario.platform]
session = "valid"
[scenario.user]
consent = { "scope.userInfo" = "granted" }
'''
---*/
wx.getUserInfo({ success: (res) => console.log(res.userInfo.nickName) })

/* prints:
小明
*/
