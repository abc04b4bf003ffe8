/*---
api = "FileSystemManager"
fact = "stat tells size and kind"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, '你好')
const stat = fs.statSync(`${dir}/a`)
console.log(stat.size, stat.isFile(), stat.isDirectory())

/* prints:
6 true false
*/
