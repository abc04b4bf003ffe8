/*---
api = "setStorage"
fact = "keys that begin with __plugins__ are refused"
source = "Android client strings"
confidence = "observed"
---*/
wx.setStorage({ key: '__plugins__x', data: 1, fail: (res) => console.log(res.errMsg) })

/* prints:
setStorage:fail invalid key "__plugins__x"
*/
