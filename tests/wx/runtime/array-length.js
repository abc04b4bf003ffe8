/*---
api = "runtime"
fact = "assigning length truncates an array, every time"
source = "language"
confidence = "language"
---*/
const cut = (a) => { a.length = 1; return a.join() }
console.log(cut([1, 2, 3]), cut([4, 5, 6]), cut([7, 8]))

/* prints:
1 4 7
*/
