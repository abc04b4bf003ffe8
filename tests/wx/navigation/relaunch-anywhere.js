/*---
api = "reLaunch"
fact = "reLaunch goes to any page"
source = "official page: wx.reLaunch"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.reLaunch({ url: '/pages/a/a', success: (res) => console.log(res.errMsg) })

/* prints:
reLaunch:ok
*/
