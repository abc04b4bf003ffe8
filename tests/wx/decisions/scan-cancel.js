/*---
api = "scanCode"
fact = "leaving the scanner is a failure"
source = "public programs"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
[[scenario.answer]]
api = "scanCode"
fail = "cancel"
'''
---*/
wx.scanCode({ fail: (res) => console.log(res.errMsg) })

/* prints:
scanCode:fail cancel
*/
