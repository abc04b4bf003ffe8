/*---
api = "setStorageSync"
fact = "what a stored number comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', 1.5)
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v)

/* prints:
number 1.5
*/
