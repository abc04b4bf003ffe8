/*---
api = "App"
fact = "getApp() is undefined inside onLaunch"
source = "base library 2.8.2"
confidence = "observed"
---*/
App({ onLaunch() { console.log(typeof getApp()) } })

/* prints:
undefined
*/
