/*---
api = "clearStorage"
fact = "wx.clearStorage without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.clearStorage().then((res) => console.log(res.errMsg))

/* prints:
clearStorage:ok
*/
