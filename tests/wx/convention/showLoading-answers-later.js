/*---
api = "showLoading"
fact = "wx.showLoading never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.showLoading({ title: 'a', success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
