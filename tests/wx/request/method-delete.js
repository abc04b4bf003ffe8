/*---
api = "request"
fact = "DELETE is sent as DELETE"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"DELETE /x" = [{ status = 201 }]
"GET /x" = [{ status = 202 }]
'''
---*/
wx.request({ url: 'api', method: 'DELETE', success: (res) => console.log(res.statusCode) })

/* prints:
201
*/
