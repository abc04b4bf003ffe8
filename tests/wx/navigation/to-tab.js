/*---
api = "navigateTo"
fact = "navigateTo does not go to a tab"
source = "base library 3.3.2, logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.navigateTo({ url: '/pages/me/me', fail: (res) => console.log(res.errMsg) })

/* prints:
navigateTo:fail can not navigateTo a tabbar page
*/
