/*---
api = "request"
fact = "a url that is Array is refused by name"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.request({ url: [], fail: (res) => console.log(res.errMsg) })

/* prints:
request:fail parameter error: parameter.url should be String instead of Array;
*/
