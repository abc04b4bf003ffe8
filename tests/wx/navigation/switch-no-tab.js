/*---
api = "switchTab"
fact = "switchTab goes to tabs only"
source = "base library 3.3.2, logs of developers"
confidence = "observed"
scenario = '''
[[scenario]]
name = "s"
app = { pages = ["pages/index/index", "pages/a/a", "pages/me/me"], tabs = ["pages/index/index", "pages/me/me"] }
'''
---*/
wx.switchTab({ url: '/pages/a/a', fail: (res) => console.log(res.errMsg) })

/* prints:
switchTab:fail can not switch to no-tabBar page
*/
