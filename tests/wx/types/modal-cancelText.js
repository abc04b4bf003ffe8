/*---
api = "showModal"
fact = "cancelText must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ cancelText: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.cancelText should be String instead of Number;
*/
