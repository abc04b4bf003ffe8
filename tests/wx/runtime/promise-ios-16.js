/*---
api = "runtime"
fact = "since iOS 16 promise callbacks come first"
source = "official page: JavaScript support"
confidence = "documented"
observed = ["ios"]
scenario = '''
[[scenario]]
name = "s"
client = "ios"
device.system = { system = "iOS 16.0" }
'''
---*/
setTimeout(() => console.log('timer'), 0)
Promise.resolve().then(() => console.log('promise'))

/* prints:
promise
timer
*/
