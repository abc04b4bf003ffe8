/*---
api = "getUserInfo"
fact = "since 2021-04-28 the call succeeds with an anonymous profile"
source = "official notices on user information"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2021-05-01"
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ success: (res) => console.log(res.userInfo.nickName, res.userInfo.gender, res.userInfo.city === '') })

/* prints:
微信用户 0 true
*/
