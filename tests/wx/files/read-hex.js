/*---
api = "FileSystemManager"
fact = "hex is an encoding"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'abc')
console.log(fs.readFileSync(`${dir}/a`, 'hex'))

/* prints:
616263
*/
