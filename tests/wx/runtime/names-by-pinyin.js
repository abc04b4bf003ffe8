/*---
api = "runtime"
fact = "localeCompare sorts Chinese by pinyin"
source = "ECMA-402, Unicode CLDR"
confidence = "inferred"
---*/
console.log(['张', '李', '王', '赵'].sort((a, b) => a.localeCompare(b, 'zh-CN')).join(''))

/* prints:
李王张赵
*/
