/*---
api = "showToast"
fact = "a title that is Date is refused by name"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: new Date(0), fail: (res) => console.log(res.errMsg) })

/* prints:
showToast:fail parameter error: parameter.title should be String instead of Date;
*/
