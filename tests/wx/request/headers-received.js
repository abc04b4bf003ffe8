/*---
api = "request"
fact = "onHeadersReceived comes before success"
since = "2.1.0"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const task = wx.request({ url: 'api', success: () => console.log('success') })
task.onHeadersReceived((res) => console.log('headers', typeof res.header))

/* prints:
headers object
success
*/
