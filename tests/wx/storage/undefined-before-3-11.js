/*---
api = "setStorageSync"
fact = "undefined was stored as an empty string before 3.11.0"
source = "changelog 3.11.0"
confidence = "documented"
scenario = '''
[[scenario]]
name = "old"
base_library = "2.13.0"
'''
---*/
wx.setStorageSync('k', undefined)
console.log(JSON.stringify(wx.getStorageSync('k')))

/* prints:
""
*/
