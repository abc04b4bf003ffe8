/*---
api = "InnerAudioContext"
fact = "a sound plays and ends"
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
a.onPlay(() => console.log('play', a.paused))
a.onEnded(() => console.log('ended', a.paused))
a.src = 'a.mp3'
a.play()

/* prints:
play false
ended true
*/
