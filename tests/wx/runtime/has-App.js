/*---
api = "runtime"
fact = "App is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof App)

/* prints:
function
*/
