/*---
api = "navigateTo"
fact = "a missing url is a parameter error"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.navigateTo({ fail: (res) => console.log(res.errMsg) })

/* prints:
navigateTo:fail parameter error: parameter.url should be String instead of Undefined;
*/
