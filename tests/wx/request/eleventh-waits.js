/*---
api = "request"
fact = "the eleventh request waits for a place"
source = "official page: network"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
const start = Date.now()
for (let i = 1; i <= 11; i++) wx.request({ url: 'api', success: () => { if (i === 10 || i === 11) console.log(i, Date.now() - start) } })

/* prints:
10 30
11 60
*/
