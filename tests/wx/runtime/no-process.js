/*---
api = "runtime"
fact = "process is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof process)

/* prints:
undefined
*/
