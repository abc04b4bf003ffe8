/*---
api = "FileSystemManager"
fact = "rmdir fails on a folder with something in it"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.mkdirSync(`${dir}/d`)
fs.writeFileSync(`${dir}/d/a`, '')
fs.rmdir({ dirPath: `${dir}/d`, fail: (res) => console.log(/^rmdir:fail directory not empty/.test(res.errMsg)) })

/* prints:
true
*/
