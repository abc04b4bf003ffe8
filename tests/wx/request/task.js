/*---
api = "request"
fact = "a request returns a task even without callbacks"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const task = wx.request({ url: 'api' })
console.log(typeof task.abort, typeof task.onHeadersReceived, typeof task.offHeadersReceived, typeof task.then)

/* prints:
function function function undefined
*/
