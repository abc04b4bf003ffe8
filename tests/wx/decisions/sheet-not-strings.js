/*---
api = "showActionSheet"
fact = "the items are checked one by one"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showActionSheet({ itemList: [1], fail: (res) => console.log(res.errMsg) })

/* prints:
showActionSheet:fail parameter error: parameter.itemList[0] should be String instead of Number;
*/
