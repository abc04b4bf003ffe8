/*---
api = "request"
fact = "request never gives a promise"
source = "official page: API"
confidence = "documented"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
console.log(wx.request({ url: 'api' }) instanceof Promise)

/* prints:
false
*/
