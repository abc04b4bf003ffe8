/*---
api = "convention"
fact = "failures carry no errno before base library 2.24.0"
source = "changelog 2.24.0"
confidence = "documented"
scenario = '''
[[scenario]]
name = "2020"
epoch = "2020-10-06"
'''
---*/
wx.request({ url: 'x', fail: (res) => console.log('errno' in res) })

/* prints:
false
*/
