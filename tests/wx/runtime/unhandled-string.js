/*---
api = "runtime"
fact = "a string can be an unhandled rejection"
source = "official page: App"
confidence = "documented"
---*/
App({ onUnhandledRejection: ({ reason }) => console.log(typeof reason, reason) })
Promise.reject('我还没有授权')

/* prints:
string 我还没有授权
*/
