/*---
api = "showActionSheet"
fact = "more than six items fail inside the call"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showActionSheet({ itemList: [...'abcdefg'], fail: (res) => console.log(res.errMsg) })
console.log('after')

/* prints:
showActionSheet:fail parameter error: itemList should not be large than 6
after
*/
