/*---
api = "showModal"
fact = "confirm gives confirm true and cancel false"
source = "official page: wx.showModal"
confidence = "documented"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ title: 'a', success: (res) => console.log(res.confirm, res.cancel, res.errMsg) })

/* prints:
true false showModal:ok
*/
