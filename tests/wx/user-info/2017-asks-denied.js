/*---
api = "getUserInfo"
fact = "until 2018 a refusal fails"
source = "changelog 2017-01-04"
confidence = "documented"
scenario = '''
[[scenario]]
name = "e"
epoch = "2017-06-01"
client = "ios"
[scenario.user]
dialog = ["deny"]
[scenario.platform]
session = "valid"
'''
---*/
wx.getUserInfo({ fail: (res) => console.log(res.errMsg) })

/* prints:
getUserInfo:fail auth deny
*/
