/*---
api = "runtime"
fact = "setTimeout returns a number"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(typeof setTimeout(() => {}))

/* prints:
number
*/
