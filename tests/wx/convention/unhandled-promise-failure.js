/*---
api = "convention"
fact = "a failed promise nobody handles reaches App.onUnhandledRejection"
source = "official page: App"
confidence = "documented"
---*/
App({ onUnhandledRejection: (res) => console.log(res.reason.errMsg, res.promise instanceof Promise) })
wx.getStorage({ key: 'none' })

/* prints:
getStorage:fail data not found true
*/
