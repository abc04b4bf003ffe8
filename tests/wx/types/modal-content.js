/*---
api = "showModal"
fact = "content must be a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ content: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showModal:fail parameter error: parameter.content should be String instead of Number;
*/
