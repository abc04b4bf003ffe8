/*---
api = "removeStorage"
fact = "wx.removeStorage with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.removeStorage({ key: 'k', complete() {} }))

/* prints:
undefined
*/
