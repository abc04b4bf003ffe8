/*---
api = "convention"
fact = "libraries may add members to wx"
source = "public programs"
confidence = "observed"
---*/
wx.pro = 1
console.log(wx.pro, Object.keys(wx).includes('pro'))

/* prints:
1 true
*/
