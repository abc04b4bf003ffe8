/*---
api = "connectSocket"
fact = "the states are numbered 0 to 3"
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
console.log(task.CONNECTING, task.OPEN, task.CLOSING, task.CLOSED, task.readyState)

/* prints:
0 1 2 3 0
*/
