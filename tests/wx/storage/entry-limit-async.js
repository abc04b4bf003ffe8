/*---
api = "setStorage"
fact = "an entry above 1 MB fails"
source = "Android client strings"
confidence = "observed"
---*/
wx.setStorage({ key: 'k', data: 'x'.repeat(2097152), fail: (res) => console.log(res.errMsg) })

/* prints:
setStorage:fail entry size limit reached
*/
