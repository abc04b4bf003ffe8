/*---
api = "runtime"
fact = "on iOS 15 and older promise callbacks wait behind timers"
source = "official page: JavaScript support"
confidence = "documented"
observed = ["ios"]
scenario = '''
[[scenario]]
name = "s"
client = "ios"
'''
---*/
setTimeout(() => console.log('timer'), 0)
Promise.resolve().then(() => console.log('promise'))

/* prints:
timer
promise
*/
