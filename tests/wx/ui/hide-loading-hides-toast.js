/*---
api = "hideLoading"
fact = "hideLoading also hides a toast: they share one place"
source = "official page: wx.showLoading"
confidence = "documented"
scenario = '''
[[scenario]]
name = "android"
client = "android"
base_library = "2.13.0"
'''
---*/
wx.showToast({ title: 'a' })
wx.hideLoading({ fail: () => console.log('fail'), success: () => {
  wx.hideToast({ fail: (res) => console.log('gone') })
} })

/* prints:
gone
*/
