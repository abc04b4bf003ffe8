/*---
api = "setStorage"
fact = "wx.setStorage never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.setStorage({ key: 'k', data: 1, success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
