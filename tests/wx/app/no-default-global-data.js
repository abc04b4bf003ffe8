/*---
api = "App"
fact = "there is no globalData unless it is declared"
source = "base library 2.8.2"
confidence = "observed"
---*/
App({})
console.log(getApp().globalData)

/* prints:
undefined
*/
