/*---
api = "App"
fact = "getApp({allowDefault}) gives an object before App()"
since = "2.2.4"
source = "official page: getApp"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
app = { none = true }
'''
---*/
getApp({ allowDefault: true }).early = 1
App({ late: 2 })
console.log(getApp().early, getApp().late)

/* prints:
1 2
*/
