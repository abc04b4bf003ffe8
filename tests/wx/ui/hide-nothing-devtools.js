/*---
api = "hideToast"
fact = "DevTools says ok when nothing is shown"
source = "observed in DevTools"
confidence = "observed"
---*/
wx.hideToast({ complete: (res) => console.log(res.errMsg) })

/* prints:
hideToast:ok
*/
