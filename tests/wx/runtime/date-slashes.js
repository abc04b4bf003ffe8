/*---
api = "runtime"
fact = "dates with slashes are local time"
source = "iOS and Android engines"
confidence = "observed"
---*/
console.log(new Date('2020/10/06 10:56').getHours())

/* prints:
10
*/
