/*---
api = "setStorageSync"
fact = "the value is taken at the time of the call"
source = "inferred"
confidence = "inferred"
---*/
const value = { a: 1 }
wx.setStorageSync('k', value)
value.a = 2
console.log(wx.getStorageSync('k').a)

/* prints:
1
*/
