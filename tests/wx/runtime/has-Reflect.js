/*---
api = "runtime"
fact = "Reflect is there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof Reflect)

/* prints:
object
*/
