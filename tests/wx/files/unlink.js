/*---
api = "FileSystemManager"
fact = "unlink removes a file"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'x')
fs.unlinkSync(`${dir}/a`)
console.log(fs.readdirSync(dir).length)

/* prints:
0
*/
