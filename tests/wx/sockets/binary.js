/*---
api = "connectSocket"
fact = "an ArrayBuffer arrives as one"
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
task.onOpen(() => task.send({ data: new Uint8Array([1, 2]).buffer }))
task.onMessage((res) => console.log(Object.prototype.toString.call(res.data), res.data.byteLength))

/* prints:
[object ArrayBuffer] 2
*/
