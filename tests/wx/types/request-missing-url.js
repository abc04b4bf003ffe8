/*---
api = "request"
fact = "url is required"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.request({ fail: (res) => console.log(res.errMsg) })

/* prints:
request:fail parameter error: parameter.url should be String instead of Undefined;
*/
