/*---
api = "runtime"
fact = "eval is undefined"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(typeof eval)

/* prints:
undefined
*/
