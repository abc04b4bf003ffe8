/*---
api = "showToast"
fact = "a title that is Number is refused by name"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
showToast:fail parameter error: parameter.title should be String instead of Number;
*/
