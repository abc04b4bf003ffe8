/*---
api = "request"
fact = "one leading BOM is dropped"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = "\uFEFF{\"a\":1}" }]
'''
---*/
wx.request({ url: 'api', success: ({ data }) => console.log(data.a) })

/* prints:
1
*/
