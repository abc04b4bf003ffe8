/*---
api = "connectSocket"
fact = "only ws and wss are accepted"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.connectSocket({ url: 'https://a.cn/', fail: (res) => console.log(res.errMsg) })

/* prints:
connectSocket:fail invalid url "https://a.cn/"
*/
