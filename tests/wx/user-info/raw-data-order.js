/*---
api = "getUserInfo"
fact = "rawData has its members in the documented order"
source = "official page: signature"
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
wx.getUserInfo({ success: (res) => console.log(Object.keys(JSON.parse(res.rawData)).join()) })

/* prints:
nickName,gender,language,city,province,country,avatarUrl
*/
