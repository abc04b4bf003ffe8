/*---
api = "navigateTo"
fact = "success has an event channel"
since = "2.7.3"
source = "official page: wx.navigateTo"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.navigateTo({ url: '/pages/a/a', success: (res) => console.log(res.errMsg, typeof res.eventChannel.emit) })

/* prints:
navigateTo:ok function
*/
