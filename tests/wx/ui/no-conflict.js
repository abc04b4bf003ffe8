/*---
api = "hideLoading"
fact = "noConflict hides only its own kind"
since = "2.22.1"
source = "official page: wx.hideLoading"
confidence = "documented"
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
wx.showToast({ title: 'a' })
wx.hideLoading({ noConflict: true, fail: () => console.log('left alone') })

/* prints:
left alone
*/
