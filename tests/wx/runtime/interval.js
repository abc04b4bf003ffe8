/*---
api = "runtime"
fact = "an interval repeats until it is cleared"
source = "language"
confidence = "language"
---*/
let n = 0
const id = setInterval(() => { console.log(++n); if (n === 3) clearInterval(id) }, 10)

/* prints:
1
2
3
*/
