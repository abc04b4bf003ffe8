/*---
api = "showActionSheet"
fact = "no items fail inside the call"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showActionSheet({ itemList: [], fail: (res) => console.log(res.errMsg) })

/* prints:
showActionSheet:fail parameter error: parameter.itemList should have at least 1 item;
*/
