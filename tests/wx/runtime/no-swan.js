/*---
api = "runtime"
fact = "swan is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof swan)

/* prints:
undefined
*/
