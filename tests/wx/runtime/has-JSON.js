/*---
api = "runtime"
fact = "JSON is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof JSON)

/* prints:
object
*/
