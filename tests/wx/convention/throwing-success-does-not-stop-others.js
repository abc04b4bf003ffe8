/*---
api = "convention"
fact = "an exception in a callback does not stop the program"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.login({ success() { throw new Error('boom') } })
setTimeout(() => console.log('still here'), 1000)

/* prints:
still here
*/
