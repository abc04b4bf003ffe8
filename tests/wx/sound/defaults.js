/*---
api = "InnerAudioContext"
fact = "the defaults"
source = "official page: InnerAudioContext"
confidence = "documented"
---*/
const a = wx.createInnerAudioContext()
console.log(a.src === '', a.startTime, a.autoplay, a.loop, a.volume, a.paused)

/* prints:
true 0 false false 1 true
*/
