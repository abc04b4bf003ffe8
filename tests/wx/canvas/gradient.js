/*---
api = "CanvasContext"
fact = "a gradient takes color stops"
source = "official page: CanvasContext"
confidence = "documented"
---*/
const g = wx.createCanvasContext('a').createLinearGradient(0, 0, 1, 1)
console.log(typeof g.addColorStop)

/* prints:
function
*/
