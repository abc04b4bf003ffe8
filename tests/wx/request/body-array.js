/*---
api = "request"
fact = "a body that is array gives object"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = '[1,2]' }]
'''
---*/
wx.request({ url: 'api', success: ({ data }) => console.log(typeof data, data === null ? 'null' : data.a) })

/* prints:
object undefined
*/
