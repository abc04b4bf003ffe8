/*---
api = "request"
fact = "cookies are an array of strings"
since = "2.10.0"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ json = {}, headers = { 'set-cookie' = 'a=1' } }]
'''
---*/
wx.request({ url: 'api', success: (res) => console.log(res.cookies.length, res.cookies[0]) })

/* prints:
1 a=1
*/
