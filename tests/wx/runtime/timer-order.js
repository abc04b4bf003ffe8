/*---
api = "runtime"
fact = "timers run by time, then by order"
source = "language"
confidence = "language"
---*/
setTimeout(() => console.log('c'), 10)
setTimeout(() => console.log('a'), 5)
setTimeout(() => console.log('b'), 5)

/* prints:
a
b
c
*/
