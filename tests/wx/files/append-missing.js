/*---
api = "FileSystemManager"
fact = "appendFile needs a file that exists"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.appendFile({ filePath: `${dir}/nothing`, data: 'b', fail: (res) => console.log(/^appendFile:fail no such file or directory/.test(res.errMsg)) })

/* prints:
true
*/
