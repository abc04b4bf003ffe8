/*---
api = "setStorageSync"
fact = "what a stored function comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', () => 1)
const v = wx.getStorageSync('k')
console.log(JSON.stringify(v))

/* prints:
""
*/
