/*---
api = "InnerAudioContext"
fact = "playing on after a pause begins where it stopped"
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
a.onPlay(() => setTimeout(() => a.pause(), 500))
a.onPause(() => console.log(a.currentTime))

/* prints:
0.5
*/
