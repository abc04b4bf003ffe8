/*---
api = "runtime"
fact = "fetch is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof fetch)

/* prints:
undefined
*/
