/*---
api = "setStorage"
fact = "wx.setStorage with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.setStorage({ key: 'k', data: 1, complete() {} }))

/* prints:
undefined
*/
