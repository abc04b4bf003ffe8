/*---
api = "connectSocket"
fact = "connectSocket returns a task even with callbacks"
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
const task = wx.connectSocket({ url: 'wss://a.cn/', success: (res) => console.log(res.errMsg) })
console.log(typeof task.send, typeof task.close)

/* prints:
function function
connectSocket:ok
*/
