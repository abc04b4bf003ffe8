/*---
api = "connectSocket"
fact = "the default code is 1000"
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
task.onOpen(() => task.close({}))
task.onClose((res) => console.log(res.code, task.readyState))

/* prints:
1000 3
*/
