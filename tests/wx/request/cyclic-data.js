/*---
api = "request"
fact = "data that cannot be serialised fails inside the call"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const data = {}
data.self = data
wx.request({ url: 'api', method: 'POST', data, fail: (res) => console.log(res.errMsg.startsWith('request:fail ')) })
console.log('after')

/* prints:
true
after
*/
