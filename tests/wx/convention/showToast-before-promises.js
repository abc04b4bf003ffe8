/*---
api = "showToast"
fact = "before base library 2.10.2 wx.showToast without callbacks returns undefined"
source = "changelog 2.10.2"
confidence = "documented"
scenario = '''
[[scenario]]
name = "old"
base_library = "2.9.2"
'''
---*/
console.log(wx.showToast({ title: 'a' }))

/* prints:
undefined
*/
