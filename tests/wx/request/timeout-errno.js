/*---
api = "request"
fact = "a timeout has errno 5"
since = "2.24.0"
source = "official page: errno"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
wx.request({ url: 'api', timeout: 10, fail: (res) => console.log(res.errno) })

/* prints:
5
*/
