/*---
api = "FileSystemManager"
fact = "a synchronous form throws what the other gives fail"
source = "official page: FileSystemManager"
confidence = "documented"
---*/
const fs = wx.getFileSystemManager(), dir = wx.env.USER_DATA_PATH
try { fs.readFileSync(`${dir}/nothing`) } catch (e) { console.log(/fail no such file or directory/.test(e.message)) }

/* prints:
true
*/
