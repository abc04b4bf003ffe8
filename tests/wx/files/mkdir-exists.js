/*---
api = "FileSystemManager"
fact = "mkdir fails when something is there"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/d`)
fs.mkdir({ dirPath: `${dir}/d`, fail: (res) => console.log(/^mkdir:fail file already exists/.test(res.errMsg)) })

/* prints:
true
*/
