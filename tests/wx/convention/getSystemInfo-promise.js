/*---
api = "getSystemInfo"
fact = "wx.getSystemInfo without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.getSystemInfo().then((res) => console.log(res.errMsg))

/* prints:
getSystemInfo:ok
*/
