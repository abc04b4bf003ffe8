/*---
api = "convention"
fact = "a parameter failure rejects the promise"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorage({ key: 1 }).catch((res) => console.log(res.errMsg))

/* prints:
setStorage:fail parameter error: parameter.key should be String instead of Number;
*/
