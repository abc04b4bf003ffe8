/*---
api = "FileSystemManager"
fact = "rename moves a file"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'x')
fs.renameSync(`${dir}/a`, `${dir}/b`)
console.log(fs.readdirSync(dir).join(), fs.readFileSync(`${dir}/b`, 'utf8'))

/* prints:
b x
*/
