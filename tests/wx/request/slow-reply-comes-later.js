/*---
api = "request"
fact = "a slower reply comes later"
source = "inferred"
confidence = "inferred"
scenario = '''
[routes]
"api" = "backend:/x"
"fast" = "backend:/y"
[[scenario]]
name = "s"
[scenario.backend]
"GET /x" = [{ latency = "1s" }]
'''
---*/
wx.request({ url: 'api', success: () => console.log('slow') })
wx.request({ url: 'fast', success: () => console.log('fast') })

/* prints:
fast
slow
*/
