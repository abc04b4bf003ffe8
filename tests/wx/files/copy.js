/*---
api = "FileSystemManager"
fact = "copyFile leaves the source"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'x')
fs.copyFileSync(`${dir}/a`, `${dir}/b`)
console.log(fs.readdirSync(dir).sort().join())

/* prints:
a,b
*/
