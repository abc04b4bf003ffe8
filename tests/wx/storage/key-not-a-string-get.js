/*---
api = "getStorageSync"
fact = "a key that is no string gives undefined"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(wx.getStorageSync(1))

/* prints:
undefined
*/
