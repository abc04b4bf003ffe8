/*---
api = "runtime"
fact = "further arguments reach the callback"
source = "language"
confidence = "language"
---*/
setTimeout((a, b) => console.log(a, b), 1, 'x', 'y')

/* prints:
x y
*/
