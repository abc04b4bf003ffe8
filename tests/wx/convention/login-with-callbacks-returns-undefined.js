/*---
api = "login"
fact = "wx.login with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.login({ complete() {} }))

/* prints:
undefined
*/
