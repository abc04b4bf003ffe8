/*---
api = "setStorageSync"
fact = "a date inside an object becomes text"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', { d: new Date(0) })
console.log(typeof wx.getStorageSync('k').d)

/* prints:
string
*/
