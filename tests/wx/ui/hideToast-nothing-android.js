/*---
api = "hideToast"
fact = "Android fails when nothing is shown"
source = "observed on Android"
confidence = "observed"
observed = ["android"]
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
wx.hideToast({ fail: (res) => console.log(res.errMsg) })

/* prints:
hideToast:fail:toast can't be found
*/
