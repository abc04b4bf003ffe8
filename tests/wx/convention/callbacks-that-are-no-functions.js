/*---
api = "convention"
fact = "a callback that is no function is ignored"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(typeof wx.login({ success: 1, fail: 'x', complete: null }).then)

/* prints:
function
*/
