/*---
api = "hideLoading"
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
wx.hideLoading({ fail: (res) => console.log(res.errMsg) })

/* prints:
hideLoading:fail:toast can't be found
*/
