/*---
api = "runtime"
fact = "navigator is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof navigator)

/* prints:
undefined
*/
