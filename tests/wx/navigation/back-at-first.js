/*---
api = "navigateBack"
fact = "there is nothing before the first page"
source = "base library 3.3.2, logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.navigateBack({ fail: (res) => console.log(res.errMsg) })

/* prints:
navigateBack:fail cannot navigate back at first page.
*/
