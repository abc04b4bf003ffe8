/*---
api = "request"
fact = "abort after the end does nothing"
source = "inferred"
confidence = "inferred"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const task = wx.request({ url: 'api', complete: () => { console.log('complete'); setTimeout(() => { task.abort(); console.log('aborted') }, 10) } })

/* prints:
complete
aborted
*/
