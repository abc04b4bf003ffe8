/*---
api = "convention"
fact = "failures carry errno since base library 2.24.0"
since = "2.24.0"
source = "changelog 2.24.0"
confidence = "documented"
---*/
wx.request({ url: 'x', fail: (res) => console.log(res.errno) })

/* prints:
600009
*/
