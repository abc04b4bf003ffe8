/*---
api = "request"
fact = "a toJSON that throws fails the request with its message"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
wx.request({ url: 'api', method: 'POST', data: { toJSON() { throw new Error('no') } }, fail: (res) => console.log(res.errMsg) })

/* prints:
request:fail no
*/
