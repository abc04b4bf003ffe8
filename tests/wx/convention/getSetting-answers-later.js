/*---
api = "getSetting"
fact = "wx.getSetting never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.getSetting({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
