/*---
api = "hideLoading"
fact = "wx.hideLoading with a callback returns undefined"
since = "2.10.2"
source = "official page: API"
confidence = "documented"
---*/
wx.showLoading({ title: 'a' })
console.log(wx.hideLoading({ complete() {} }))

/* prints:
undefined
*/
