/*---
api = "convention"
fact = "null counts as no argument"
source = "base library 2.8.2"
confidence = "inferred"
---*/
wx.login(null).then((res) => console.log(res.errMsg))

/* prints:
login:ok
*/
