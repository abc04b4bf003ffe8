/*---
api = "getSystemInfo"
fact = "wx.getSystemInfo with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.getSystemInfo({ complete() {} }))

/* prints:
undefined
*/
