/*---
api = "convention"
fact = "changing the options after the call changes nothing"
source = "base library 2.8.2"
confidence = "observed"
---*/
const options = { key: 'k', data: 1 }
wx.setStorageSync('other', 2)
options.success = () => console.log(wx.getStorageSync('k'))
wx.setStorage(options)
options.data = 5
options.success = null

/* prints:
1
*/
