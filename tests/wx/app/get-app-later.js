/*---
api = "App"
fact = "getApp() is there in later callbacks"
source = "base library 2.8.2"
confidence = "observed"
---*/
App({ globalData: { a: 1 }, onLaunch() { setTimeout(() => console.log(getApp().globalData.a)) } })

/* prints:
1
*/
