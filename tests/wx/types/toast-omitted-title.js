/*---
api = "showToast"
fact = "an omitted title is an empty one, not a failure"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ success: (res) => console.log(res.errMsg) })

/* prints:
showToast:ok
*/
