/*---
api = "showModal"
fact = "title must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ title: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.title should be String instead of Number;
*/
