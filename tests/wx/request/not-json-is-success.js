/*---
api = "request"
fact = "a reply that is not JSON is still a success, with the text"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ status = 200, body = '<html>' }]
'''
---*/
wx.request({ url: 'api', success: ({ data }) => console.log(data) })

/* prints:
<html>
*/
