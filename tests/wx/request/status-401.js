/*---
api = "request"
fact = "status 401 is a success"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 401 }]
'''
---*/
wx.request({ url: 'api', success: (res) => console.log('success', res.statusCode), fail: () => console.log('fail') })

/* prints:
success 401
*/
