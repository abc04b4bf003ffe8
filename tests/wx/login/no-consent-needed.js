/*---
api = "login"
fact = "login needs no consent"
source = "official page: UnionID"
confidence = "documented"
---*/
wx.login({ success: () => wx.getSetting({ success: (res) => console.log(JSON.stringify(res.authSetting)) }) })

/* prints:
{}
*/
