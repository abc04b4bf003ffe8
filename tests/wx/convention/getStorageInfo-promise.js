/*---
api = "getStorageInfo"
fact = "wx.getStorageInfo without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.getStorageInfo().then((res) => console.log(res.errMsg))

/* prints:
getStorageInfo:ok
*/
