/*---
api = "runtime"
fact = "my is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof my)

/* prints:
undefined
*/
