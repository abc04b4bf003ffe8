/*---
api = "showToast"
fact = "a duration that is no number is refused"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: 'a', duration: '2000', fail: (res) => console.log(res.errMsg) })

/* prints:
showToast:fail parameter error: parameter.duration should be Number instead of String;
*/
