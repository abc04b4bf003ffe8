/*---
api = "setStorageSync"
fact = "what a stored map comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', new Map([[1, 2]]))
const v = wx.getStorageSync('k')
console.log(JSON.stringify(v))

/* prints:
""
*/
