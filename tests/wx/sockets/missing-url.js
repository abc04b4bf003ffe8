/*---
api = "connectSocket"
fact = "a missing url is a parameter error"
source = "base library 2.8.2 (the check of request)"
confidence = "inferred"
---*/
wx.connectSocket({ fail: (res) => console.log(res.errMsg) })

/* prints:
connectSocket:fail parameter error: parameter.url should be String instead of Undefined;
*/
