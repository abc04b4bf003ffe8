/*---
api = "runtime"
fact = "Set is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof Set)

/* prints:
function
*/
