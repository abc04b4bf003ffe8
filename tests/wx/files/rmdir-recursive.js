/*---
api = "FileSystemManager"
fact = "recursive removes what is in a folder too"
since = "2.3.0"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/d`)
fs.writeFileSync(`${dir}/d/a`, '')
fs.rmdirSync(`${dir}/d`, true)
console.log(fs.readdirSync(dir).length)

/* prints:
0
*/
