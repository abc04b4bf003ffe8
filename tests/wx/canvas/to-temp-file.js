/*---
api = "canvasToTempFilePath"
fact = "a drawn canvas becomes a temporary file"
source = "official page: wx.canvasToTempFilePath"
confidence = "documented"
---*/
const c = wx.createCanvasContext('a')
c.fillRect(0, 0, 1, 1)
c.draw(false, () => wx.canvasToTempFilePath({ canvasId: 'a', success: (res) => console.log(typeof res.tempFilePath, res.errMsg) }))

/* prints:
string canvasToTempFilePath:ok
*/
