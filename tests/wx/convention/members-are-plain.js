/*---
api = "convention"
fact = "members of wx are enumerable, writable and configurable"
source = "public programs"
confidence = "observed"
---*/
const d = Object.getOwnPropertyDescriptor(wx, 'login')
console.log(d.enumerable, d.writable, d.configurable)

/* prints:
true true true
*/
