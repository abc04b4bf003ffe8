/*---
api = "showModal"
fact = "without a cancel button the answer is confirm"
source = "official page: wx.showModal"
confidence = "inferred"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["cancel"]
'''
---*/
wx.showModal({ title: 'a', showCancel: false, success: (res) => console.log(res.confirm, res.cancel) })

/* prints:
true false
*/
