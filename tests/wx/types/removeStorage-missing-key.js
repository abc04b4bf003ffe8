/*---
api = "removeStorage"
fact = "key is required"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.removeStorage({ fail: (res) => console.log(res.errMsg) })

/* prints:
removeStorage:fail parameter error: parameter.key should be String instead of Undefined;
*/
