/*---
api = "showToast"
fact = "a title that is Null is refused by name"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: null, fail: (res) => console.log(res.errMsg) })

/* prints:
showToast:fail parameter error: parameter.title should be String instead of Null;
*/
