/*---
api = "setStorageSync"
fact = "key and value of exactly 1 MB together fit"
source = "Android client"
confidence = "observed"
---*/
wx.setStorageSync('k', 'x'.repeat(1048575))
console.log(wx.getStorageSync('k').length)

/* prints:
1048575
*/
