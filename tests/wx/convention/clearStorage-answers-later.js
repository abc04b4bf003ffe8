/*---
api = "clearStorage"
fact = "wx.clearStorage never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.clearStorage({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
