/*---
api = "request"
fact = "the result has data, statusCode, header, cookies and errMsg"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
wx.request({ url: 'api', success: (res) => console.log(Object.keys(res).sort().join()) })

/* prints:
cookies,data,errMsg,header,statusCode
*/
