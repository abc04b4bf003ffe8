/*---
api = "App"
fact = "onLaunch gets path, query and scene"
source = "official page: App"
confidence = "documented"
---*/
App({ onLaunch: (options) => console.log(options.path, JSON.stringify(options.query), options.scene) })

/* prints:
pages/index/index {} 1001
*/
