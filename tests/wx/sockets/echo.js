/*---
api = "connectSocket"
fact = "a message arrives as data"
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
task.onOpen(() => task.send({ data: 'hi' }))
task.onMessage((res) => console.log(res.data))

/* prints:
hi
*/
