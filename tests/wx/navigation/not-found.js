/*---
api = "navigateTo"
fact = "a page that is not in app.json is not found"
source = "base library 3.3.2, logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.navigateTo({ url: '/pages/x/x?a=1', fail: (res) => console.log(res.errMsg) })

/* prints:
navigateTo:fail page "pages/x/x?a=1" is not found
*/
