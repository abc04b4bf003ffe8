/*---
api = "FileSystemManager"
fact = "recursive makes the folders above"
since = "2.3.0"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/a/b/c`, true)
console.log(fs.readdirSync(`${dir}/a/b`).join())

/* prints:
c
*/
