/*---
api = "FileSystemManager"
fact = "base64 is an encoding"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'abc')
console.log(fs.readFileSync(`${dir}/a`, 'base64'))

/* prints:
YWJj
*/
