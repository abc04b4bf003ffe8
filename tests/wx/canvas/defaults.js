/*---
api = "CanvasContext"
fact = "the drawing state has the defaults of canvas"
source = "official page: CanvasContext (HTML canvas)"
confidence = "inferred"
---*/
const c = wx.createCanvasContext('a')
console.log(c.lineWidth, c.globalAlpha, c.lineCap, c.lineJoin)

/* prints:
1 1 butt miter
*/
