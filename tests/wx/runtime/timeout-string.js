/*---
api = "runtime"
fact = "setTimeout refuses a string"
source = "base library 2.8.2"
confidence = "observed"
---*/
try { setTimeout('x', 1) } catch (error) { console.log(error.name + ': ' + error.message) }

/* prints:
TypeError: setTimeout expects a function as first argument but got string.
*/
