/*---
api = "showModal"
fact = "the promise form gives the same"
since = "2.10.2"
source = "official page: wx.showModal"
confidence = "documented"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ title: 'a' }).then(({ confirm }) => console.log(confirm))

/* prints:
true
*/
