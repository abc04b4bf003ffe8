/*---
api = "FileSystemManager"
fact = "mkdir makes a folder"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/d`)
console.log(fs.statSync(`${dir}/d`).isDirectory())

/* prints:
true
*/
