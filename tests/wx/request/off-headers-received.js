/*---
api = "request"
fact = "offHeadersReceived removes a listener"
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
const listener = () => console.log('headers')
task.onHeadersReceived(listener)
task.offHeadersReceived(listener)

/* prints:
success
*/
