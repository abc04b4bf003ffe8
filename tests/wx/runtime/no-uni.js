/*---
api = "runtime"
fact = "uni is not there"
source = "official page: JavaScript support"
confidence = "observed"
---*/
console.log(typeof uni)

/* prints:
undefined
*/
