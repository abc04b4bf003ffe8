/*---
api = "authorize"
fact = "what was granted succeeds without asking"
source = "official page: wx.authorize"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
user.consent = { "scope.userLocation" = "granted" }
'''
---*/
wx.authorize({ scope: 'scope.userLocation', success: (res) => console.log(res.errMsg) })

/* prints:
authorize:ok
*/
