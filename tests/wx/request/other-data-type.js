/*---
api = "request"
fact = "another dataType leaves the text as it is"
source = "official page: wx.request"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = '{"a":1}' }]
'''
---*/
wx.request({ url: 'api', dataType: '其他', success: ({ data }) => console.log(typeof data, data) })

/* prints:
string {"a":1}
*/
