/*---
api = "setStorageSync"
fact = "undefined stays undefined since 3.11.0"
since = "3.11.0"
source = "changelog 3.11.0"
confidence = "documented"
---*/
wx.setStorageSync('k', undefined)
console.log(wx.getStorageSync('k'))

/* prints:
undefined
*/
