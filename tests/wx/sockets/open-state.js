/*---
api = "connectSocket"
fact = "the state is OPEN in onOpen"
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
task.onOpen(() => console.log(task.readyState))

/* prints:
1
*/
