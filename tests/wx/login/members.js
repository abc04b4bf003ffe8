/*---
api = "login"
fact = "the result has a code and an errMsg"
source = "official page: wx.login"
confidence = "documented"
---*/
wx.login({ success: (res) => console.log(Object.keys(res).sort().join()) })

/* prints:
code,errMsg
*/
