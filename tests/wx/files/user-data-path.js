/*---
api = "FileSystemManager"
fact = "the user data path is below usr"
source = "public programs"
confidence = "observed"
observed = ["devtools", "android"]
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
console.log(/^(http|wxfile):\/\/usr$/.test(dir))

/* prints:
true
*/
