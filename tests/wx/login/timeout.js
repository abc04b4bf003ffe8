/*---
api = "login"
fact = "a timeout shorter than the answer fails"
source = "recollected"
confidence = "recollected"
---*/
wx.login({ timeout: 10, fail: (res) => console.log(res.errMsg) })

/* prints:
login:fail timeout
*/
