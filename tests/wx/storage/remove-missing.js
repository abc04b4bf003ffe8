/*---
api = "removeStorage"
fact = "removing a missing key is ok"
source = "official page: storage; base library 2.8.2"
confidence = "observed"
---*/
wx.removeStorage({ key: 'none', success: (res) => console.log(res.errMsg) })

/* prints:
removeStorage:ok
*/
