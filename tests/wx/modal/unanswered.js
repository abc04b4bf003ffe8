/*---
api = "showModal"
fact = "an unanswered modal calls nothing"
source = "inferred"
confidence = "inferred"
---*/
wx.showModal({ title: 'a', complete: () => console.log('complete') })
console.log('shown')

/* prints:
shown
*/
