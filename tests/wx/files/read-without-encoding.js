/*---
api = "FileSystemManager"
fact = "without an encoding a file is an ArrayBuffer"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'abc')
const data = fs.readFileSync(`${dir}/a`)
console.log(Object.prototype.toString.call(data), data.byteLength)

/* prints:
[object ArrayBuffer] 3
*/
