/*---
api = "request"
fact = "its own timeout ends a request"
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
const start = Date.now()
wx.request({ url: 'api', timeout: 200, fail: (res) => console.log(res.errMsg, Date.now() - start) })

/* prints:
request:fail timeout 200
*/
