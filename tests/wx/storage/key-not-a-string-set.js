/*---
api = "setStorageSync"
fact = "a key that is no string does nothing and throws nothing"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync(1, 'x')
console.log(wx.getStorageInfoSync().keys.length)

/* prints:
0
*/
