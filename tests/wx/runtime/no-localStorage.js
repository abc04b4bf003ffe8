/*---
api = "runtime"
fact = "localStorage is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof localStorage)

/* prints:
undefined
*/
