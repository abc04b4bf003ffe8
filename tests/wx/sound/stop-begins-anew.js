/*---
api = "InnerAudioContext"
fact = "stop goes back to the beginning"
source = "official page: InnerAudioContext"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[[scenario.answer]]
api = "InnerAudioContext.src"
success = { duration = 2 }
'''
---*/
const a = wx.createInnerAudioContext()
a.src = 'a.mp3'
a.play()
a.onPlay(() => setTimeout(() => a.stop(), 500))
a.onStop(() => console.log(a.currentTime))

/* prints:
0
*/
