/*---
api = "request"
fact = "a code lives nearly five minutes"
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
  wx.request({ url: 'api', method: 'POST', data: { code }, success: (res) => console.log(res.data.InfoState) })
}, 4 * 60 * 1000) })

/* prints:
0
*/
