/*---
api = "App"
fact = "this inside onLaunch is the app"
source = "official page: App"
confidence = "documented"
---*/
App({ globalData: 5, onLaunch() { console.log(this.globalData) } })

/* prints:
5
*/
