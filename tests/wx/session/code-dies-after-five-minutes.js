/*---
api = "request"
fact = "a code is dead after five minutes"
source = "official page: wx.login"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/login"
[[scenario]]
name = "s"
'''
---*/
wx.login({ success: ({ code }) => setTimeout(() => {
  wx.request({ url: 'api', method: 'POST', data: { code }, success: (res) => console.log(res.data.errcode) })
}, 5 * 60 * 1000 + 1) })

/* prints:
40029
*/
