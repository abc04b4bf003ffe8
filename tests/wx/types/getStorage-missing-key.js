/*---
api = "getStorage"
fact = "key is required"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.getStorage({ fail: (res) => console.log(res.errMsg) })

/* prints:
getStorage:fail parameter error: parameter.key should be String instead of Undefined;
*/
