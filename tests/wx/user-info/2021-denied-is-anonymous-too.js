/*---
api = "getUserInfo"
fact = "since 2021-04-28 even a refusal does not make it fail"
source = "official notices on user information"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2021-05-01"
[scenario.platform]
session = "valid"
[scenario.user]
consent = { "scope.userInfo" = "denied" }
'''
---*/
wx.getUserInfo({ success: (res) => console.log(res.userInfo.nickName), fail: () => console.log('fail') })

/* prints:
微信用户
*/
