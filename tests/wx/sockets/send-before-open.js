/*---
api = "connectSocket"
fact = "sending before onOpen fails"
source = "logs of developers"
confidence = "observed"
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
task.send({ data: 'x', success: () => console.log('success'), fail: () => console.log('fail') })

/* prints:
fail
*/
