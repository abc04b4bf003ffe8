/*---
api = "runtime"
fact = "getApp is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof getApp)

/* prints:
function
*/
