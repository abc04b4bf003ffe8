/*---
api = "setStorageSync"
fact = "a second value replaces the first"
source = "official page"
confidence = "documented"
---*/
wx.setStorageSync('a', 1)
wx.setStorageSync('a', 'x')
console.log(wx.getStorageSync('a'))

/* prints:
x
*/
