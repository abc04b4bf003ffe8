/*---
api = "FileSystemManager"
fact = "readdir gives names without their folder"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
fs.writeFileSync(`${dir}/a.txt`, '')
fs.readdir({ dirPath: dir, success: (res) => console.log(res.files.join()) })

/* prints:
a.txt
*/
