/*---
api = "hideToast"
fact = "wx.hideToast calls success, then complete, with the same object"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showToast({ title: 'a' })
let first
wx.hideToast({
  success(res) { first = res; console.log('success', res.errMsg) },
  fail() { console.log('fail') },
  complete(res) { console.log('complete', res === first) },
})

/* prints:
success hideToast:ok
complete true
*/
