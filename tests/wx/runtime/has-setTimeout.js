/*---
api = "runtime"
fact = "setTimeout is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof setTimeout)

/* prints:
function
*/
