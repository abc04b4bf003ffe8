/*---
api = "showModal"
fact = "eight half-width letters are legal, nine are not"
source = "base library 2.8.2"
confidence = "observed"
scenario = '''
[[scenario]]
name = "modal"
[scenario.user]
modal = ["confirm"]
'''
---*/
wx.showModal({ confirmText: 'abcdefgh', success: () => console.log('eight') })
wx.showModal({ confirmText: 'abcdefghi', fail: () => console.log('nine') })

/* prints:
nine
eight
*/
