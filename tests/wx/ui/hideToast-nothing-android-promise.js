/*---
api = "hideToast"
fact = "on Android the forgotten promise of a needless hideToast is an unhandled rejection"
source = "observed on Android"
confidence = "observed"
observed = ["android"]
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
App({ onUnhandledRejection: (res) => console.log(res.reason.errMsg) })
wx.hideToast()

/* prints:
hideToast:fail:toast can't be found
*/
