/*---
api = "runtime"
fact = "clearInterval is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof clearInterval)

/* prints:
function
*/
