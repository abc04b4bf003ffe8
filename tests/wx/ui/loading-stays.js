/*---
api = "showLoading"
fact = "a loading stays until it is hidden"
source = "official page: wx.showLoading"
confidence = "documented"
scenario = '''
[[scenario]]
name = "android"
client = "android"
'''
---*/
wx.showLoading({ title: 'a' })
setTimeout(() => wx.hideLoading({ success: () => console.log('still there') }), 3600000)

/* prints:
still there
*/
