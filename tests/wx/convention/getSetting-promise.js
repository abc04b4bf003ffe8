/*---
api = "getSetting"
fact = "wx.getSetting without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.getSetting().then((res) => console.log(res.errMsg))

/* prints:
getSetting:ok
*/
