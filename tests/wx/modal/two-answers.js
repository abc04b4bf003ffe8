/*---
api = "showModal"
fact = "each modal gets its own answer"
source = "inferred"
confidence = "inferred"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm", "cancel"]
'''
---*/
wx.showModal({ title: 'a', success: (a) => wx.showModal({ title: 'b', success: (b) => console.log(a.confirm, b.confirm) }) })

/* prints:
true false
*/
