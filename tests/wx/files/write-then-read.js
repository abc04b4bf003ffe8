/*---
api = "FileSystemManager"
fact = "what was written is read back"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a.txt`, '你好', 'utf8')
console.log(fs.readFileSync(`${dir}/a.txt`, 'utf8'))

/* prints:
你好
*/
