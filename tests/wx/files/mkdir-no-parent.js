/*---
api = "FileSystemManager"
fact = "without recursive the folder above must exist"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdir({ dirPath: `${dir}/a/b`, fail: (res) => console.log(/^mkdir:fail no such file or directory/.test(res.errMsg)) })

/* prints:
true
*/
