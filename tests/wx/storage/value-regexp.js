/*---
api = "setStorageSync"
fact = "what a stored regexp comes back as"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', /x/)
const v = wx.getStorageSync('k')
console.log(JSON.stringify(v))

/* prints:
""
*/
