/*---
api = "showLoading"
fact = "wx.showLoading without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.showLoading({ title: 'a' }).then((res) => console.log(res.errMsg))

/* prints:
showLoading:ok
*/
