/*---
api = "setStorageSync"
fact = "what a stored infinity comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', -Infinity)
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v)

/* prints:
number -Infinity
*/
