/*---
api = "getSystemInfo"
fact = "wx.getSystemInfo never answers inside the call"
source = "official page: API"
confidence = "documented"
---*/
wx.getSystemInfo({ success() { console.log('answer') } })
console.log('after the call')

/* prints:
after the call
answer
*/
