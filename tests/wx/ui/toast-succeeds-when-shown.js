/*---
api = "showToast"
fact = "success comes when the toast is shown, not when it is over"
source = "official page: wx.showToast"
confidence = "observed"
---*/
const start = Date.now()
wx.showToast({ title: 'a', duration: 5000, success: () => console.log(Date.now() - start < 1000) })

/* prints:
true
*/
