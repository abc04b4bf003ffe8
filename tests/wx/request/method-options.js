/*---
api = "request"
fact = "OPTIONS is sent as OPTIONS"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"OPTIONS /x" = [{ status = 201 }]
"GET /x" = [{ status = 202 }]
'''
---*/
wx.request({ url: 'api', method: 'OPTIONS', success: (res) => console.log(res.statusCode) })

/* prints:
201
*/
