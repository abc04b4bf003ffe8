/*---
api = "runtime"
fact = "qq is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof qq)

/* prints:
undefined
*/
