/*---
api = "request"
fact = "a reply before the timeout is a success"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ latency = "1s" }]
'''
---*/
wx.request({ url: 'api', timeout: 2000, success: () => console.log('success'), fail: () => console.log('fail') })

/* prints:
success
*/
