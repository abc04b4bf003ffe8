/*---
api = "removeStorage"
fact = "wx.removeStorage never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.removeStorage({ key: 'k', success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
