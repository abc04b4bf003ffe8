/*---
api = "request"
fact = "a waiting request that is aborted calls nothing"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[routes]
"api" = "backend:/x"
[[scenario]]
name = "s"
'''
---*/
for (let i = 1; i <= 10; i++) wx.request({ url: 'api' })
const task = wx.request({ url: 'api', complete: () => console.log('complete') })
task.abort()
console.log('aborted')

/* prints:
aborted
*/
