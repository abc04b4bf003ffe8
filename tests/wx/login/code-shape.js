/*---
api = "login"
fact = "a code has 32 letters and digits and begins with a digit"
source = "observed codes"
confidence = "observed"
---*/
wx.login({ success: (res) => console.log(/^[0-9][0-9A-Za-z]{31}$/.test(res.code)) })

/* prints:
true
*/
