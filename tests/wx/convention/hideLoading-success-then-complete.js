/*---
api = "hideLoading"
fact = "wx.hideLoading calls success, then complete, with the same object"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showLoading({ title: 'a' })
let first
wx.hideLoading({
  success(res) { first = res; console.log('success', res.errMsg) },
  fail() { console.log('fail') },
  complete(res) { console.log('complete', res === first) },
})

/* prints:
success hideLoading:ok
complete true
*/
