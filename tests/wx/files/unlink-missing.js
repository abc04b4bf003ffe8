/*---
api = "FileSystemManager"
fact = "unlink of nothing fails"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.unlink({ filePath: `${dir}/a`, fail: (res) => console.log(/^unlink:fail no such file or directory/.test(res.errMsg)) })

/* prints:
true
*/
