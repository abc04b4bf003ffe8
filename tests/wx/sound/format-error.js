/*---
api = "InnerAudioContext"
fact = "an error has a code"
source = "official page: InnerAudioContext"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[[scenario.answer]]
api = "InnerAudioContext.src"
fail = "10004 format error"
'''
---*/
const a = wx.createInnerAudioContext()
a.onError((res) => console.log(res.errCode))
a.src = 'a.txt'

/* prints:
10004
*/
