/*---
api = "login"
fact = "each call gives a new code"
source = "observed"
confidence = "observed"
---*/
wx.login().then((a) => wx.login().then((b) => console.log(a.code !== b.code)))

/* prints:
true
*/
