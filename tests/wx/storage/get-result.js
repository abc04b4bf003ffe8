/*---
api = "getStorage"
fact = "the value is in data"
source = "official page: wx.getStorage"
confidence = "documented"
---*/
wx.setStorageSync('k', 5)
wx.getStorage({ key: 'k', success: (res) => console.log(res.data, res.errMsg) })

/* prints:
5 getStorage:ok
*/
