/*---
api = "App"
fact = "an error in onLaunch is reported and the app goes on"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "2020"
epoch = "2020-10-06"
'''
---*/
App({ onLaunch() { throw new Error('boom') }, onShow() { console.log('show') }, onError(text) { console.log(text.split('\n')[1]) } })
console.log('after')

/* prints:
show
after
boom;at App lifeCycleMethod onLaunch function
*/
