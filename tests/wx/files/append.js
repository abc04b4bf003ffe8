/*---
api = "FileSystemManager"
fact = "appendFile adds to the end"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'a')
fs.appendFileSync(`${dir}/a`, 'b')
console.log(fs.readFileSync(`${dir}/a`, 'utf8'))

/* prints:
ab
*/
