/*---
api = "setStorageSync"
fact = "what a stored symbol comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', Symbol('x'))
const v = wx.getStorageSync('k')
console.log(JSON.stringify(v))

/* prints:
""
*/
