/*---
api = "setStorageSync"
fact = "what a stored null comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', null)
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v)

/* prints:
object null
*/
