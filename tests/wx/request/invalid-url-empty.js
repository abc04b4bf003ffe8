/*---
api = "request"
fact = "a url that is not http(s) fails inside the call, with the url in quotes"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.request({ url: '', fail: (res) => console.log(res.errMsg) })
console.log('after')

/* prints:
request:fail invalid url ""
after
*/
