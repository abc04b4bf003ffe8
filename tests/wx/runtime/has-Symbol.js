/*---
api = "runtime"
fact = "Symbol is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof Symbol)

/* prints:
function
*/
