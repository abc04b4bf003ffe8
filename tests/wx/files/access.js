/*---
api = "FileSystemManager"
fact = "access tells whether a path exists"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.access({ path: dir, success: (res) => console.log(res.errMsg) })
fs.access({ path: `${dir}/nothing`, fail: (res) => console.log(/^access:fail no such file or directory/.test(res.errMsg)) })

/* prints:
access:ok
true
*/
