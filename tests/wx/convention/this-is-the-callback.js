/*---
api = "convention"
fact = "this inside a callback is the callback itself"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.login({ success: function named() { console.log(this === named) } })

/* prints:
true
*/
