/*---
api = "App"
fact = "globalData is taken over by reference"
source = "base library 2.8.2"
confidence = "observed"
---*/
const globalData = {}
App({ globalData })
console.log(getApp().globalData === globalData)

/* prints:
true
*/
