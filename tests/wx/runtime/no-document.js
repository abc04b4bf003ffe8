/*---
api = "runtime"
fact = "document is not there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof document)

/* prints:
undefined
*/
