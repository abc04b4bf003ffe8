/*---
api = "setStorageSync"
fact = "what a stored array comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', [1, [2]])
const v = wx.getStorageSync('k')
console.log(Array.isArray(v) + ' ' + v.join())

/* prints:
true 1,2
*/
