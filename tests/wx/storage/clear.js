/*---
api = "clearStorageSync"
fact = "clear forgets everything"
source = "official page"
confidence = "documented"
---*/
wx.setStorageSync('a', 1)
wx.clearStorageSync()
console.log(wx.getStorageInfoSync().keys.length)

/* prints:
0
*/
