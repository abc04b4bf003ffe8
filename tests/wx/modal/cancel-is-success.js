/*---
api = "showModal"
fact = "cancel is success too"
source = "official page: wx.showModal"
confidence = "documented"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["cancel"]
'''
---*/
wx.showModal({ title: 'a', success: (res) => console.log(res.confirm, res.cancel), fail: () => console.log('fail') })

/* prints:
false true
*/
