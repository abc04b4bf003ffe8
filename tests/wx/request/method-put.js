/*---
api = "request"
fact = "PUT is sent as PUT"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"PUT /x" = [{ status = 201 }]
"GET /x" = [{ status = 202 }]
'''
---*/
wx.request({ url: 'api', method: 'PUT', success: (res) => console.log(res.statusCode) })

/* prints:
201
*/
