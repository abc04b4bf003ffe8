/*---
api = "getStorageSync"
fact = "a missing key gives an empty string"
source = "base library 2.8.2"
confidence = "observed"
---*/
console.log(JSON.stringify(wx.getStorageSync('none')))

/* prints:
""
*/
