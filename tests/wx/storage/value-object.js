/*---
api = "setStorageSync"
fact = "what a stored object comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', { a: { b: 1 } })
const v = wx.getStorageSync('k')
console.log(typeof v + ' ' + v.a.b)

/* prints:
object 1
*/
