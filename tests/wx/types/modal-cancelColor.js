/*---
api = "showModal"
fact = "cancelColor must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ cancelColor: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.cancelColor should be String instead of Number;
*/
