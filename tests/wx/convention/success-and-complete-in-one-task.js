/*---
api = "convention"
fact = "no promise callback runs between success and complete"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.login({
  success() { Promise.resolve().then(() => console.log('microtask')) },
  complete() { console.log('complete') },
})

/* prints:
complete
microtask
*/
