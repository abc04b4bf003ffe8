/*---
api = "getStorage"
fact = "a missing key fails"
source = "DevTools, iOS"
confidence = "observed"
---*/
wx.getStorage({ key: 'none', fail: (res) => console.log(res.errMsg) })

/* prints:
getStorage:fail data not found
*/
