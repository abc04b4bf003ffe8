/*---
api = "hideToast"
fact = "wx.hideToast never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.showToast({ title: 'a' })
wx.hideToast({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
