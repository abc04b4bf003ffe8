/*---
api = "runtime"
fact = "promise callbacks run before timers"
source = "language"
confidence = "language"
---*/
setTimeout(() => console.log('timer'))
Promise.resolve().then(() => console.log('promise'))
console.log('script')

/* prints:
script
promise
timer
*/
