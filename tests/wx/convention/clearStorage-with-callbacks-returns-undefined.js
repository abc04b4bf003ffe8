/*---
api = "clearStorage"
fact = "wx.clearStorage with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.clearStorage({ complete() {} }))

/* prints:
undefined
*/
