/*---
api = "FileSystemManager"
fact = "a missing file fails with its path"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.readFile({ filePath: `${dir}/nothing`, fail: (res) => console.log(/^readFile:fail no such file or directory, open .*nothing/.test(res.errMsg)) })

/* prints:
true
*/
