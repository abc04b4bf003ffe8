/*---
api = "App"
fact = "onLaunch, then onShow run inside App()"
source = "base library 2.8.2"
confidence = "observed"
---*/
App({ onLaunch() { console.log('launch') }, onShow() { console.log('show') } })
console.log('after')

/* prints:
launch
show
after
*/
