/*---
api = "login"
fact = "wx.login never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.login({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
