/*---
api = "setStorage"
fact = "wx.setStorage without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.setStorage({ key: 'k', data: 1 }).then((res) => console.log(res.errMsg))

/* prints:
setStorage:ok
*/
