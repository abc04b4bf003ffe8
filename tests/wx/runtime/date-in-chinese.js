/*---
api = "runtime"
fact = "a phone set to Chinese writes dates in Chinese"
source = "ECMA-402, Unicode CLDR"
confidence = "inferred"
---*/
console.log(new Date(2020, 9, 6, 9, 5).toLocaleString())

/* prints:
2020/10/6 09:05:00
*/
