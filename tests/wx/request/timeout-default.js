/*---
api = "request"
fact = "without a timeout a request ends after 60 s"
source = "official page: wx.request"
confidence = "documented"
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
wx.request({ url: 'api', fail: (res) => console.log(res.errMsg, Date.now() - start) })

/* prints:
request:fail timeout 60000
*/
