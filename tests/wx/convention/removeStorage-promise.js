/*---
api = "removeStorage"
fact = "wx.removeStorage without callbacks gives a promise of the success object"
since = "2.10.2"
source = "official page: API; typings"
confidence = "documented"
---*/
wx.removeStorage({ key: 'k' }).then((res) => console.log(res.errMsg))

/* prints:
removeStorage:ok
*/
