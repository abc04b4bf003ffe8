/*---
api = "convention"
fact = "an exception in a callback reaches App.onError, later"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "2020"
epoch = "2020-10-06"
'''
---*/
App({ onError(text) { console.log(text.split('\n')[1]) } })
wx.login({ success() { throw new Error('boom') }, complete() { console.log('complete') } })

/* prints:
complete
boom;at api login success callback function
*/
