/*---
api = "request"
fact = "equally fast replies come in the order of their requests"
source = "inferred"
confidence = "inferred"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
for (const i of [1, 2, 3]) wx.request({ url: 'api', success: () => console.log(i) })

/* prints:
1
2
3
*/
