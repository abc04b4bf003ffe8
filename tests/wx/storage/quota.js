/*---
api = "setStorageSync"
fact = "more than 10 MB in all throws"
source = "Android client strings"
confidence = "observed"
---*/
const big = 'x'.repeat(1000000)
try { for (let i = 0; i < 11; i++) wx.setStorageSync('k' + i, big) } catch (error) { console.log(error.message) }

/* prints:
APP-SERVICE-SDK:setStorageSync:fail quota reached
*/
