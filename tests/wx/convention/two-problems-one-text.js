/*---
api = "convention"
fact = "several problems stand in one text without blanks between"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: 1, icon: 2, fail: (res) => console.log(res.errMsg) })

/* prints:
showToast:fail parameter error: parameter.title should be String instead of Number;parameter.icon should be String instead of Number;
*/
