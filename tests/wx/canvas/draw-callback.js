/*---
api = "CanvasContext"
fact = "the callback of draw comes later"
source = "official page: CanvasContext"
confidence = "documented"
---*/
const c = wx.createCanvasContext('a')
c.fillRect(0, 0, 1, 1)
c.draw(false, () => console.log('drawn'))
console.log('first')

/* prints:
first
drawn
*/
