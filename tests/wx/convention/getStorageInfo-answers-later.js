/*---
api = "getStorageInfo"
fact = "wx.getStorageInfo never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.getStorageInfo({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
