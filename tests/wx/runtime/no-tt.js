/*---
api = "runtime"
fact = "tt is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof tt)

/* prints:
undefined
*/
