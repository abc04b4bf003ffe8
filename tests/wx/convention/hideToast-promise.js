/*---
api = "hideToast"
fact = "wx.hideToast without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.showToast({ title: 'a' })
wx.hideToast().then((res) => console.log(res.errMsg))

/* prints:
hideToast:ok
*/
