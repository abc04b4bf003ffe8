/*---
api = "connectSocket"
fact = "the old global functions mean the socket too"
source = "official page: wx.sendSocketMessage"
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
wx.connectSocket({ url: 'wss://a.cn/' })
wx.onSocketOpen(() => wx.sendSocketMessage({ data: 'hi' }))
wx.onSocketMessage((res) => { console.log(res.data); wx.closeSocket() })
wx.onSocketClose((res) => console.log(res.code))

/* prints:
hi
1000
*/
