/*---
api = "runtime"
fact = "clearTimeout is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof clearTimeout)

/* prints:
function
*/
