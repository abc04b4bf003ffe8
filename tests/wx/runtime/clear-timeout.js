/*---
api = "runtime"
fact = "a cleared timer does not run"
source = "language"
confidence = "language"
---*/
clearTimeout(setTimeout(() => console.log('no')))
console.log('yes')

/* prints:
yes
*/
