/*---
api = "FileSystemManager"
fact = "position and length choose a part"
since = "2.10.0"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a`, 'abcdef')
fs.readFile({ filePath: `${dir}/a`, encoding: 'utf8', position: 2, length: 3, success: (res) => console.log(res.data) })

/* prints:
cde
*/
