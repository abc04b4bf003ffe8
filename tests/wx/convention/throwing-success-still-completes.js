/*---
api = "convention"
fact = "complete runs after a success that throws"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.login({
  success() { throw new Error('boom') },
  complete() { console.log('complete') },
})

/* prints:
complete
*/
