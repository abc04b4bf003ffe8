/*---
api = "setStorageSync"
fact = "functions and undefined members of an object are lost"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorageSync('k', { a: undefined, f() {}, b: 1 })
console.log(JSON.stringify(Object.keys(wx.getStorageSync('k'))))

/* prints:
["b"]
*/
