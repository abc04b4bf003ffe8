/*---
api = "request"
fact = "abort twice fails once"
source = "inferred"
confidence = "inferred"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const task = wx.request({ url: 'api', fail: (res) => console.log(res.errMsg) })
task.abort()
task.abort()

/* prints:
request:fail abort
*/
