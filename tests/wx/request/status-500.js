/*---
api = "request"
fact = "status 500 is a success"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 500 }]
'''
---*/
wx.request({ url: 'api', success: (res) => console.log('success', res.statusCode), fail: () => console.log('fail') })

/* prints:
success 500
*/
