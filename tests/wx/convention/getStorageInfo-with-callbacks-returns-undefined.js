/*---
api = "getStorageInfo"
fact = "wx.getStorageInfo with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.getStorageInfo({ complete() {} }))

/* prints:
undefined
*/
