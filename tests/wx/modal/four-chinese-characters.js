/*---
api = "showModal"
fact = "four Chinese characters are legal"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ confirmText: '重新请求', success: () => console.log('ok') })

/* prints:
ok
*/
