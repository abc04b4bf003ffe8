/*---
api = "setStorage"
fact = "a cyclic value fails"
source = "base library 2.8.2"
confidence = "observed"
---*/
const value = {}
value.self = value
wx.setStorage({ key: 'k', data: value, fail: (res) => console.log(res.errMsg.startsWith('setStorage:fail')) })

/* prints:
true
*/
