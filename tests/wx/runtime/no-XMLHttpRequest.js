/*---
api = "runtime"
fact = "XMLHttpRequest is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof XMLHttpRequest)

/* prints:
undefined
*/
