/*---
api = "showToast"
fact = "wx.showToast with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
console.log(wx.showToast({ title: 'a', complete() {} }))

/* prints:
undefined
*/
