/*---
api = "runtime"
fact = "setInterval is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof setInterval)

/* prints:
function
*/
