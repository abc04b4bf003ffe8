/*---
api = "request"
fact = "HEAD is sent as HEAD"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"HEAD /x" = [{ status = 201 }]
"GET /x" = [{ status = 202 }]
'''
---*/
wx.request({ url: 'api', method: 'HEAD', success: (res) => console.log(res.statusCode) })

/* prints:
201
*/
