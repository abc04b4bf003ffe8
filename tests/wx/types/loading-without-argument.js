/*---
api = "showLoading"
fact = "showLoading() without an argument is tolerated"
source = "public programs"
confidence = "observed"
---*/
wx.showLoading().then((res) => console.log(res.errMsg))

/* prints:
showLoading:ok
*/
