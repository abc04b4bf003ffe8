/*---
api = "runtime"
fact = "setInterval refuses a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
try { setInterval('x', 1) } catch (error) { console.log(error.message) }

/* prints:
setInterval expects a function as first argument but got string.
*/
