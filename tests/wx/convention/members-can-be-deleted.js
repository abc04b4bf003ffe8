/*---
api = "convention"
fact = "a deleted function of wx is gone"
source = "language"
confidence = "language"
---*/
delete wx.login
console.log(typeof wx.login, 'login' in wx)

/* prints:
undefined false
*/
