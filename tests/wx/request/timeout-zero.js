/*---
api = "request"
fact = "timeout 0 means the default of 60 s"
source = "Android client; DevTools"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ network = "timeout" }]
'''
---*/
const start = Date.now()
wx.request({ url: 'api', timeout: 0, fail: (res) => console.log(res.errMsg, Date.now() - start) })

/* prints:
request:fail timeout 60000
*/
