/*---
api = "request"
fact = "responseType arraybuffer gives an ArrayBuffer"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = 'abc' }]
'''
---*/
wx.request({ url: 'api', responseType: 'arraybuffer', success: ({ data }) => console.log(data instanceof ArrayBuffer, data.byteLength) })

/* prints:
true 3
*/
