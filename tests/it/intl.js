// Dates, numbers and names in zh-CN and en-US: what an engine writes, line by line. Run in node with TZ=Asia/Shanghai.
var dates = [1614819967089, 1577808300000, 1602000000000].map(function (t) { return new Date(t) })
var lines = []
function say(what, f) { var text; try { text = f() } catch (e) { text = e.name + ': ' + e.message } lines.push(what + ' ' + text) }
var locales = ['zh-CN', 'en-US']
function pick(list, n) { return list[n % list.length] }
// Every combination of a date's parts, thinned out to what a test has time for.
var W = [undefined, 'short', 'long', 'narrow'], Y = [undefined, 'numeric', '2-digit'], M = [undefined, 'numeric', '2-digit', 'short', 'long', 'narrow']
var n = 0
W.forEach(function (weekday) { Y.forEach(function (year) { M.forEach(function (month) { Y.forEach(function (day) {
  Y.forEach(function (hour) { Y.forEach(function (minute) { Y.forEach(function (second) {
    if (n++ % step) return
    var options = { weekday: weekday, year: year, month: month, day: day, hour: hour, minute: minute, second: second }
    if (hour) options.hour12 = pick([undefined, true, false], n)
    locales.forEach(function (locale) {
      say(locale + JSON.stringify(options), function () { return pick(dates, n).toLocaleString(locale, options) })
    })
  }) }) })
}) }) }) })
locales.forEach(function (locale) {
  dates.forEach(function (date) {
    say('plain', function () { return [date.toLocaleString(locale), date.toLocaleDateString(locale), date.toLocaleTimeString(locale)].join('|') })
    ;['full', 'long', 'medium', 'short'].forEach(function (dateStyle) {
      say('dateStyle ' + dateStyle, function () { return date.toLocaleDateString(locale, { dateStyle: dateStyle }) })
      say('timeStyle ' + dateStyle, function () { return date.toLocaleTimeString(locale, { timeStyle: dateStyle }) })
      ;['full', 'long', 'medium', 'short'].forEach(function (timeStyle) {
        say('both ' + dateStyle + timeStyle, function () { return date.toLocaleString(locale, { dateStyle: dateStyle, timeStyle: timeStyle }) })
      })
    })
    ;['h11', 'h12', 'h23', 'h24'].forEach(function (hourCycle) {
      say(hourCycle, function () { return date.toLocaleTimeString(locale, { hourCycle: hourCycle, hour: '2-digit', minute: '2-digit' }) })
    })
    ;['UTC', 'Asia/Shanghai'].forEach(function (timeZone) {
      say(timeZone, function () { return date.toLocaleString(locale, { timeZone: timeZone }) + date.toLocaleTimeString(locale, { timeZone: timeZone, timeStyle: 'long' }) })
    })
    ;[1, 2, 3].forEach(function (digits) {
      say('fraction', function () { return date.toLocaleTimeString(locale, { hour: 'numeric', minute: 'numeric', second: 'numeric', fractionalSecondDigits: digits }) })
    })
    say('parts', function () { return JSON.stringify(new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).formatToParts(date)) })
    say('only an hour', function () { return date.toLocaleDateString(locale, { hour: 'numeric' }) + date.toLocaleTimeString(locale, { year: 'numeric' }) })
  })
  say('options', function () { return JSON.stringify(new Intl.DateTimeFormat(locale, { hour: 'numeric', month: 'long', timeZone: 'Asia/Shanghai' }).resolvedOptions()) })
  say('options', function () { return JSON.stringify(new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Shanghai' }).resolvedOptions()) })
  var numbers = [0, -0, 1, -1, 0.5, 1.005, 1234.5, -1234567.891, 0.000123, 99.995, 999.9, 999999, 12345678, 1e15, 1.5e21, NaN, Infinity, -Infinity]
  var options = [{}, { minimumFractionDigits: 2 }, { maximumFractionDigits: 1 }, { maximumFractionDigits: 0 }, { minimumIntegerDigits: 3 }, { maximumSignificantDigits: 3 },
    { minimumSignificantDigits: 4 }, { minimumSignificantDigits: 2, maximumSignificantDigits: 5 }, { style: 'percent' }, { style: 'percent', maximumFractionDigits: 1 }, { useGrouping: false }, { useGrouping: 'min2' }, { useGrouping: 'always' },
    { signDisplay: 'always' }, { signDisplay: 'exceptZero' }, { signDisplay: 'never' }, { signDisplay: 'negative' }, { notation: 'compact' }, { notation: 'compact', compactDisplay: 'long' }, { notation: 'compact', maximumFractionDigits: 2 },
    { notation: 'compact', style: 'percent' }, { notation: 'compact', maximumSignificantDigits: 3 }, { notation: 'compact', minimumFractionDigits: 1 }]
  ;['CNY', 'USD', 'JPY', 'EUR', 'KWD', 'ABC', 'XOF', 'hkd'].forEach(function (currency) {
    options.push({ style: 'currency', currency: currency }, { style: 'currency', currency: currency, currencyDisplay: 'narrowSymbol' }, { style: 'currency', currency: currency, currencyDisplay: 'code' }, { style: 'currency', currency: currency, currencySign: 'accounting', maximumFractionDigits: 1 })
  })
  options.push({ style: 'currency', currency: 'CNY', currencyDisplay: 'name' }, { style: 'currency', currency: 'USD', currencyDisplay: 'name', maximumFractionDigits: 0 }, { style: 'currency', currency: 'CNY', notation: 'compact' }, { style: 'currency', currency: 'CNY', signDisplay: 'always', currencySign: 'accounting' })
  options.forEach(function (option) {
    var format = new Intl.NumberFormat(locale, option)
    numbers.forEach(function (number) { say(locale + JSON.stringify(option) + number, function () { return number.toLocaleString(locale, option) + ' ' + format.formatToParts(number).map(function (p) { return p.type }).join() }) })
    say('options', function () { return JSON.stringify(format.resolvedOptions()) })
  })
  say('big', function () { return BigInt('-12345678901234567890123').toLocaleString(locale) + new Intl.NumberFormat(locale).format(BigInt(7)) })
  var words = ['张三', '李四', '王五', '赵六', '阿', '重庆', '长沙', '成都', 'a', 'B', 'b', 'A', 'é', 'e', 'z', '10', '9', '2', '1', '', ' ', '_', '-', '啊', '波', '微信', '小程序', '角', '佢', 'ａ', 'co-op', 'coop', 'co op', 'résumé', 'resume', 'Ｚ', '②', '行', '行走', '银行', '女', '绿', '路']
  ;[undefined, { numeric: true }, { sensitivity: 'base' }, { sensitivity: 'accent' }, { sensitivity: 'case' }, { caseFirst: 'upper' }, { caseFirst: 'lower' }, { ignorePunctuation: true }].forEach(function (option) {
    var collator = new Intl.Collator(locale, option)
    say('sort' + JSON.stringify(option), function () { return words.slice().sort(collator.compare).join() })
    say('compare', function () { return words.map(function (w) { return ['b', '微信', 'É', 'Ａ', '9'].map(function (x) { return w.localeCompare(x, locale, option) }).join('') }).join() })
    say('options', function () { return JSON.stringify(collator.resolvedOptions()) })
  })
  say('plural', function () { return [0, 1, 2, 3, 11, 12, 13, 21, 22, 23, 101, 111].map(function (x) { return new Intl.PluralRules(locale).select(x) + new Intl.PluralRules(locale, { type: 'ordinal' }).select(x) }).join() })
})
// What is wrong is told as V8 tells it.
;[function () { return new Intl.DateTimeFormat('x_y') }, function () { return new Intl.NumberFormat('en', { style: 'currency' }) }, function () { return new Intl.NumberFormat('en', { style: 'q' }) },
  function () { return (1).toLocaleString('en', { minimumFractionDigits: 5, maximumFractionDigits: 2 }) }, function () { return new Date(NaN).toLocaleString() }, function () { return new Intl.DateTimeFormat().format(NaN) },
  function () { return Intl.DateTimeFormat('en', { month: 'q' }) }, function () { return new Intl.DateTimeFormat('en', { timeZone: 'Mars' }) }, function () { return new Date().toLocaleDateString('en', { timeStyle: 'short' }) },
  function () { return new Date().toLocaleString('en', { timeStyle: 'short', year: 'numeric' }) }, function () { return new Intl.NumberFormat('en', { style: 'currency', currency: 'x' }) }, function () { return (1).toLocaleString('en', { maximumFractionDigits: 101 }) },
  function () { return (1).toLocaleString('en', { minimumSignificantDigits: 0 }) }, function () { return (1).toLocaleString('en', { useGrouping: 'x' }) }, function () { return new Intl.Collator('zh', { sensitivity: 'q' }) },
  function () { return Object.prototype.toString.call(Intl) + Object.prototype.toString.call(new Intl.Collator()) + (new Intl.NumberFormat() instanceof Intl.NumberFormat) }, function () { return Intl.getCanonicalLocales(['ZH-cn', 'zh-hans-CN']).join() },
  function () { return Intl.DateTimeFormat.supportedLocalesOf(['zh-CN', 'en-US']).join() }, function () { return typeof Intl.NumberFormat('en').format }, function () { return [3, 20, 100].map(Intl.NumberFormat('zh', { minimumFractionDigits: 1 }).format).join('|') }
].forEach(function (f, i) { say('wrong ' + i, f) })
console.log(lines.join('\n'))
