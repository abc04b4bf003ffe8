/*---
api = "request"
fact = "DevTools words a refused connection as Chromium does"
source = "observed in DevTools"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ network = "refused" }]
'''
---*/
wx.request({ url: 'api', fail: (res) => console.log(res.errMsg) })

/* prints:
request:fail net::ERR_CONNECTION_REFUSED
*/
