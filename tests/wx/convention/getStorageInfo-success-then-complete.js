/*---
api = "getStorageInfo"
fact = "wx.getStorageInfo calls success, then complete, with the same object"
source = "base library 2.8.2"
confidence = "observed"
---*/
let first
wx.getStorageInfo({
  success(res) { first = res; console.log('success', res.errMsg) },
  fail() { console.log('fail') },
  complete(res) { console.log('complete', res === first) },
})

/* prints:
success getStorageInfo:ok
complete true
*/
