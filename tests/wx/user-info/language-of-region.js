/*---
api = "getUserInfo"
fact = "lang zh_CN gives the region in Chinese"
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
wx.getUserInfo({ lang: 'zh_CN', success: (res) => console.log(res.userInfo.country) })

/* prints:
中国
*/
