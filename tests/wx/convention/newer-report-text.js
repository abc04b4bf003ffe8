/*---
api = "convention"
fact = "newer libraries report as MiniProgramError"
source = "logs of base library 3.3.2"
confidence = "observed"
---*/
App({ onError(text) { console.log(text.split('\n').slice(0, 2).join(' | ')) } })
wx.login({ success() { throw new Error('boom') } })

/* prints:
MiniProgramError | boom
*/
