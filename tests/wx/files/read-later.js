/*---
api = "FileSystemManager"
fact = "the asynchronous form answers later"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'x')
fs.readFile({ filePath: `${dir}/a`, encoding: 'utf8', success: (res) => console.log(res.data, res.errMsg) })
console.log('first')

/* prints:
first
x readFile:ok
*/
