/*---
api = "request"
fact = "several codes can be outstanding"
source = "inferred"
confidence = "inferred"
scenario = '''
[routes]
"api" = "backend:/login"
[[scenario]]
name = "s"
'''
---*/
Promise.all([wx.login(), wx.login()]).then(([a, b]) => {
  const send = (code) => new Promise((resolve) => wx.request({ url: 'api', method: 'POST', data: { code }, success: (res) => resolve(res.data.InfoState) }))
  Promise.all([send(b.code), send(a.code)]).then((states) => console.log(states.join()))
})

/* prints:
0,0
*/
