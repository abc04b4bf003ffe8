/*---
api = "convention"
fact = "functions of wx work without wx"
source = "public programs"
confidence = "observed"
---*/
const { setStorageSync, getStorageSync } = wx
setStorageSync('a', 1)
console.log(getStorageSync('a'))

/* prints:
1
*/
