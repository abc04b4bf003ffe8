/*---
api = "getUserInfo"
fact = "until 2018 the call asks the user"
source = "changelog 2017-01-04"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2017-06-01"
[scenario.user]
dialog = ["allow"]
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ success: (res) => console.log(res.userInfo.nickName) })

/* prints:
小明
*/
