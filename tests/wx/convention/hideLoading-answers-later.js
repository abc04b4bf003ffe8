/*---
api = "hideLoading"
fact = "wx.hideLoading never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.showLoading({ title: 'a' })
wx.hideLoading({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
