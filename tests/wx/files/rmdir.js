/*---
api = "FileSystemManager"
fact = "rmdir removes an empty folder"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/d`)
fs.rmdirSync(`${dir}/d`)
console.log(fs.readdirSync(dir).length)

/* prints:
0
*/
