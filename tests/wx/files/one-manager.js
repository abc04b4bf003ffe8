/*---
api = "FileSystemManager"
fact = "the manager is one object"
source = "official page: wx.getFileSystemManager (globally one)"
confidence = "inferred"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
console.log(fs === wx.getFileSystemManager())

/* prints:
true
*/
