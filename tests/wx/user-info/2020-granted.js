/*---
api = "getUserInfo"
fact = "in 2020 an allowed call gives the real profile"
source = "official notices on user information"
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
wx.getUserInfo({ success: (res) => console.log(res.userInfo.nickName, res.userInfo.gender, 'is_demote' in res.userInfo) })

/* prints:
小明 1 false
*/
