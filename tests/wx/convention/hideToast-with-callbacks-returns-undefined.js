/*---
api = "hideToast"
fact = "wx.hideToast with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
wx.showToast({ title: 'a' })
console.log(wx.hideToast({ complete() {} }))

/* prints:
undefined
*/
