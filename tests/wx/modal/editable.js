/*---
api = "showModal"
fact = "an editable modal gives the text typed"
since = "2.17.1"
source = "official page: wx.showModal"
confidence = "documented"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = [{ confirm = "abc" }]
'''
---*/
wx.showModal({ title: 'a', editable: true, success: (res) => console.log(res.confirm, res.content) })

/* prints:
true abc
*/
