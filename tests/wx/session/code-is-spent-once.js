/*---
api = "request"
fact = "a code can be exchanged once"
source = "official page: code2Session; logs"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/login"
[[scenario]]
name = "s"
'''
---*/
wx.login({ success: ({ code }) => {
  const send = (then) => wx.request({ url: 'api', method: 'POST', data: { code }, success: (res) => then(res.data) })
  send((first) => send((second) => console.log(first.InfoState, second.InfoState, second.errcode)))
} })

/* prints:
0 1 40163
*/
