/*---
api = "runtime"
fact = "of two functions with one name the last wins"
source = "language"
confidence = "language"
---*/
function f() { return 1 }
function f() { return 2 }
console.log(f())

/* prints:
2
*/
