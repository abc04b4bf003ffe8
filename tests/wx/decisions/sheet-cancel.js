/*---
api = "showActionSheet"
fact = "leaving a sheet is a failure"
source = "logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
user.sheet = ["cancel"]
'''
---*/
wx.showActionSheet({ itemList: ['a'], success: () => console.log('success'), fail: (res) => console.log(res.errMsg) })

/* prints:
showActionSheet:fail cancel
*/
