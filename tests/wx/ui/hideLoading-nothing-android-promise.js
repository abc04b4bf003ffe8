/*---
api = "hideLoading"
fact = "on Android the forgotten promise of a needless hideLoading is an unhandled rejection"
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
wx.hideLoading()

/* prints:
hideLoading:fail:toast can't be found
*/
