/*---
api = "showModal"
fact = "editable is not known before 2.17.1"
source = "changelog 2.17.1"
confidence = "documented"
scenario = '''
[[scenario]]
name = "old"
base_library = "2.13.0"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ title: 'a', editable: true, success: (res) => console.log('content' in res) })

/* prints:
false
*/
