/*---
api = "request"
fact = "a body that is true gives boolean"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = 'true' }]
'''
---*/
wx.request({ url: 'api', success: ({ data }) => console.log(typeof data, data === null ? 'null' : data.a) })

/* prints:
boolean undefined
*/
