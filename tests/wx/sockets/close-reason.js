/*---
api = "connectSocket"
fact = "code and reason come back"
source = "official page: SocketTask"
confidence = "documented"
scenario = '''
[routes]
"wss://a.cn/" = "backend:/chat"
[[scenario]]
name = "s"
[scenario.socket."/chat"]
echo = true
'''
---*/
const task = wx.connectSocket({ url: 'wss://a.cn/' })
task.onOpen(() => task.close({ code: 3001, reason: 'bye' }))
task.onClose((res) => console.log(res.code, res.reason))

/* prints:
3001 bye
*/
