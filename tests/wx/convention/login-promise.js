/*---
api = "login"
fact = "wx.login without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.login().then((res) => console.log(res.errMsg))

/* prints:
login:ok
*/
