/*---
api = "request"
fact = "a url that is Date is refused by name"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.request({ url: new Date(0), fail: (res) => console.log(res.errMsg) })

/* prints:
request:fail parameter error: parameter.url should be String instead of Date;
*/
