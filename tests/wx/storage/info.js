/*---
api = "getStorageInfoSync"
fact = "info has keys, currentSize and limitSize"
source = "official page: wx.getStorageInfoSync"
confidence = "documented"
---*/
wx.setStorageSync('a', 1)
wx.setStorageSync('b', 2)
const info = wx.getStorageInfoSync()
console.log(info.keys.join(), info.currentSize, info.limitSize, 'errMsg' in info)

/* prints:
a,b 1 10240 false
*/
