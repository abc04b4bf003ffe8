/*---
api = "authorize"
fact = "what was denied fails without asking"
source = "official page: wx.authorize"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
user.consent = { "scope.userLocation" = "denied" }
'''
---*/
wx.authorize({ scope: 'scope.userLocation', fail: (res) => console.log(res.errMsg) })

/* prints:
authorize:fail auth deny
*/
