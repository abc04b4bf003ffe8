/*---
api = "showToast"
fact = "a toast without duration is over after 1500 ms"
source = "official page: wx.showToast"
confidence = "documented"
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
wx.showToast({ title: 'a' })
setTimeout(() => wx.hideToast({ success: () => console.log('still there') }), 1499)
setTimeout(() => { wx.showToast({ title: 'b' }) }, 2000)
setTimeout(() => wx.hideToast({ fail: () => console.log('gone') }), 3501)

/* prints:
still there
gone
*/
