/*---
api = "setStorage"
fact = "key is required"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorage({ data: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
setStorage:fail parameter error: parameter.key should be String instead of Undefined;
*/
