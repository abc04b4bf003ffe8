/*---
api = "showLoading"
fact = "wx.showLoading with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.showLoading({ title: 'a', complete() {} }))

/* prints:
undefined
*/
