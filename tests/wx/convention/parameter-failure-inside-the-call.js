/*---
api = "convention"
fact = "a parameter failure is delivered before the call returns"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.setStorage({ key: 1, fail() { console.log('fail') }, complete() { console.log('complete') } })
console.log('returned')

/* prints:
fail
complete
returned
*/
