/*---
api = "showModal"
fact = "a cancelText of more than four Chinese characters fails inside the call"
source = "base library 2.8.2"
confidence = "observed"
---*/
wx.showModal({ cancelText: '一二三四五', fail: (res) => console.log(res.errMsg) })
console.log('after')

/* prints:
showModal:fail cancelText length should not larger than 4 Chinese characters
after
*/
