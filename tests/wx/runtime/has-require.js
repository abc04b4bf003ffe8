/*---
api = "runtime"
fact = "require is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof require)

/* prints:
function
*/
