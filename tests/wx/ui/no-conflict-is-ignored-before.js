/*---
api = "hideLoading"
fact = "noConflict is not known before 2.22.1"
source = "changelog 2.22.1"
confidence = "documented"
scenario = '''
[[scenario]]
name = "android"
client = "android"
base_library = "2.13.0"
'''
---*/
wx.showToast({ title: 'a' })
wx.hideLoading({ noConflict: true, success: () => console.log('hidden') })

/* prints:
hidden
*/
