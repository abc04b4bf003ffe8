/*---
api = "request"
fact = "no task is made when the url is refused"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(wx.request({ url: 'x', fail() {} }))

/* prints:
undefined
*/
