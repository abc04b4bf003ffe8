/*---
api = "runtime"
fact = "the time zone is eight hours ahead"
source = "inferred"
confidence = "inferred"
---*/
console.log(new Date(0).getTimezoneOffset())

/* prints:
-480
*/
