/*---
api = "FileSystemManager"
fact = "a path that is no string fails inside the call"
source = "base library 2.8.2 (the check of other APIs)"
confidence = "inferred"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.readFile({ filePath: 1, fail: (res) => console.log(res.errMsg) })
console.log('after')

/* prints:
readFile:fail parameter error: parameter.filePath should be String instead of Number;
after
*/
