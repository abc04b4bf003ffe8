/*---
api = "request"
fact = "a method in lower case is upper-cased"
source = "base library 2.8.2"
confidence = "observed"
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
wx.request({ url: 'api', method: 'post', success: (res) => console.log(res.statusCode) })

/* prints:
201
*/
