/*---
api = "runtime"
fact = "Promise is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof Promise)

/* prints:
function
*/
