/*---
api = "requestPayment"
fact = "leaving the payment is a failure"
source = "official page: wx.requestPayment"
confidence = "documented"
scenario = '''
[[scenario]]
name = "s"
[[scenario.answer]]
api = "requestPayment"
fail = "cancel"
'''
---*/
wx.requestPayment({ timeStamp: '', nonceStr: '', package: '', signType: 'MD5', paySign: '', fail: (res) => console.log(res.errMsg) })

/* prints:
requestPayment:fail cancel
*/
