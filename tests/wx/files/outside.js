/*---
api = "FileSystemManager"
fact = "only the user data path may be written"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFile({ filePath: '/a.txt', data: 'x', fail: (res) => console.log(/^writeFile:fail permission denied/.test(res.errMsg)) })

/* prints:
true
*/
