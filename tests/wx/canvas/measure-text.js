/*---
api = "CanvasContext"
fact = "measureText gives an object with a width"
since = "1.9.90"
source = "official page: CanvasContext"
confidence = "documented"
---*/
const c = wx.createCanvasContext('a')
console.log(typeof c.measureText('abc').width, c.measureText('').width)

/* prints:
number 0
*/
