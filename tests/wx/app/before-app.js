/*---
api = "App"
fact = "getApp() is undefined before App()"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { none = true }
'''
---*/
console.log(typeof getApp())

/* prints:
undefined
*/
