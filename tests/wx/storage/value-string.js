/*---
api = "setStorageSync"
fact = "what a stored string comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', 'a')
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v)

/* prints:
string a
*/
