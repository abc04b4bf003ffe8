/*---
api = "hideLoading"
fact = "wx.hideLoading without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.showLoading({ title: 'a' })
wx.hideLoading().then((res) => console.log(res.errMsg))

/* prints:
hideLoading:ok
*/
