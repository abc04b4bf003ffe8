/*---
api = "convention"
fact = "a replaced function of wx is the one that is called"
source = "public programs"
confidence = "observed"
---*/
const real = wx.login
wx.login = (options) => { console.log('mine'); return real(options) }
wx.login({ success: () => console.log('real') })

/* prints:
mine
real
*/
