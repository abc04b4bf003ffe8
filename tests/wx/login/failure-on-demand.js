/*---
api = "login"
fact = "a failed login has the failure text and no code"
source = "Android client strings"
confidence = "observed"
scenario = '''
[[scenario]]
name = "fails"
[[scenario.fault]]
api = "login"
errMsg = "login:fail internal error"
'''
---*/
wx.login({ fail: (res) => console.log(res.errMsg, 'code' in res), complete: () => console.log('complete') })

/* prints:
login:fail internal error false
complete
*/
