/*---
api = "request"
fact = "the default method is GET"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"POST /x" = [{ status = 201 }]
"GET /x" = [{ status = 202 }]
'''
---*/
wx.request({ url: 'api', success: (res) => console.log(res.statusCode) })

/* prints:
202
*/
