/*---
api = "runtime"
fact = "Map is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof Map)

/* prints:
function
*/
