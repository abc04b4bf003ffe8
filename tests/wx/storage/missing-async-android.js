/*---
api = "getStorage"
fact = "on Android with a colon"
source = "Android client strings"
confidence = "observed"
observed = ["android"]
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
wx.getStorage({ key: 'none', fail: (res) => console.log(res.errMsg) })

/* prints:
getStorage:fail:data not found
*/
