/*---
api = "showModal"
fact = "confirmColor must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ confirmColor: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.confirmColor should be String instead of Number;
*/
