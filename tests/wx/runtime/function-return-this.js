/*---
api = "runtime"
fact = "new Function('return this')() is an empty object"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(JSON.stringify(new Function('return this')()))

/* prints:
{}
*/
