/*---
api = "showModal"
fact = "the answer is not inside the call"
source = "official page: wx.showModal"
confidence = "documented"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ title: 'a', success: () => console.log('answer') })
console.log('after')

/* prints:
after
answer
*/
