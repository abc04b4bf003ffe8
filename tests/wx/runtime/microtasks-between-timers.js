/*---
api = "runtime"
fact = "promise callbacks run between two timers"
source = "language"
confidence = "language"
---*/
setTimeout(() => { console.log('1'); Promise.resolve().then(() => console.log('promise')) })
setTimeout(() => console.log('2'))

/* prints:
1
promise
2
*/
