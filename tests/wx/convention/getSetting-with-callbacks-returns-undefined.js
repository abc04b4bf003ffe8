/*---
api = "getSetting"
fact = "wx.getSetting with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.getSetting({ complete() {} }))

/* prints:
undefined
*/
