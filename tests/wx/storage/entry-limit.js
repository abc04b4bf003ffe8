/*---
api = "setStorageSync"
fact = "an entry above 1 MB throws"
source = "Android client strings"
confidence = "observed"
---*/
try { wx.setStorageSync('k', 'x'.repeat(1048576)) } catch (error) { console.log(error.message) }

/* prints:
APP-SERVICE-SDK:setStorageSync:fail entry size limit reached
*/
