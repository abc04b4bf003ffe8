/*---
api = "convention"
fact = "an argument that is no object is a parameter failure"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast('x').catch((res) => console.log(res.errMsg))

/* prints:
showToast:fail parameter error: parameter should be Object instead of String;
*/
