/*---
api = "setStorageSync"
fact = "what a stored date comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', new Date(1000))
const v = wx.getStorageSync('k')
console.log((v instanceof Date) + ' ' + v.getTime())

/* prints:
true 1000
*/
