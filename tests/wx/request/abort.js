/*---
api = "request"
fact = "an aborted request fails with abort"
source = "DevTools"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const task = wx.request({ url: 'api', success: () => console.log('success'), fail: (res) => console.log(res.errMsg), complete: () => console.log('complete') })
task.abort()

/* prints:
request:fail abort
complete
*/
