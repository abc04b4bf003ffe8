/*---
api = "showActionSheet"
fact = "tapIndex counts from 0"
source = "official page: wx.showActionSheet"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
user.sheet = [1]
'''
---*/
wx.showActionSheet({ itemList: ['a', 'b'], success: (res) => console.log(res.tapIndex) })

/* prints:
1
*/
