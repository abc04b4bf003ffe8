/*---
api = "runtime"
fact = "window is not there"
source = "official page: JavaScript support"
confidence = "documented"
---*/
console.log(typeof window)

/* prints:
undefined
*/
