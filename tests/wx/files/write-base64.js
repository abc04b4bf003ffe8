/*---
api = "FileSystemManager"
fact = "base64 is written as bytes"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'YWJj', 'base64')
console.log(fs.readFileSync(`${dir}/a`, 'utf8'))

/* prints:
abc
*/
