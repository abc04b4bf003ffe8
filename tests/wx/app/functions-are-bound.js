/*---
api = "App"
fact = "functions of the app keep their this"
source = "base library 2.8.2"
confidence = "observed"
---*/
App({ name: 'app', hello() { return this.name } })
const { hello } = getApp()
console.log(hello())

/* prints:
app
*/
