/*---
api = "InnerAudioContext"
fact = "autoplay plays without play()"
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
a.autoplay = true
a.onPlay(() => console.log('play'))
a.src = 'a.mp3'

/* prints:
play
*/
