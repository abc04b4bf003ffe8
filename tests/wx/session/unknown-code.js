/*---
api = "request"
fact = "a code that was never issued is refused"
source = "official page: code2Session"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/login"
[[scenario]]
name = "s"
'''
---*/
wx.request({ url: 'api', method: 'POST', data: { code: '0made-up' }, success: (res) => console.log(res.data.errcode) })

/* prints:
40029
*/
