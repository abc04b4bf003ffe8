/*---
api = "setStorageSync"
fact = "what a stored boolean comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', false)
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v)

/* prints:
boolean false
*/
