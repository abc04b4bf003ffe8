/*---
api = "showModal"
fact = "confirmText must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ confirmText: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.confirmText should be String instead of Number;
*/
