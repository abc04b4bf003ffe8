// The page of "both blocks in one scope": steps, keys, links, search, languages. argv: the page, its trace.

import { readFileSync } from 'node:fs'
import { check, chosen, open, until, withBrowser } from './browser.mjs'

const [file, trace] = process.argv.slice(2)
const events = readFileSync(trace, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line))
const find = (wanted) => events.find(wanted).seq
const toastShown = find((event) => event.kind === 'ui' && event.widget === 'toast' && event.action === 'show')
const toastHidden = find((event) => event.kind === 'ui' && event.widget === 'toast' && event.action === 'hide')
const modalShown = find((event) => event.kind === 'ui' && event.widget === 'modal' && event.action === 'show')
const modalAnswered = find((event) => event.kind === 'ui' && event.widget === 'modal' && event.action === 'answer')
const steps = events.filter((event) => event.kind !== 'finding').map((event) => event.seq)
const findings = events.filter((event) => event.kind === 'finding')

await withBrowser(async (browser) => {
  const page = await open(browser, file)
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key) }
  const seen = () => page.evaluate(() => ({
    toast: document.querySelector('.phone .toast')?.textContent ?? null,
    modal: document.querySelector('.phone .modal')?.textContent ?? null,
    tapped: document.querySelector('.phone .tapped')?.textContent ?? null,
    line: document.querySelector('.line.current .number')?.textContent ?? null,
    said: document.querySelector('.said').textContent,
    current: document.querySelector('.row[aria-current]') !== null,
  }))

  // From the first event to the last, with the keyboard alone.
  await press('Home')
  for (const [index, seq] of steps.entries()) {
    if (index) await press('ArrowRight')
    check(await chosen(page) === seq, `step ${index} is event ${seq}`, String(await chosen(page)))
    const now = await seen()
    const event = events[seq - 1]
    check((now.toast !== null) === (seq >= toastShown && seq < toastHidden), `toast at event ${seq}`, now)
    check((now.modal !== null) === (seq >= modalShown && seq <= modalAnswered), `modal at event ${seq}`, now)
    check((now.tapped !== null) === (seq === modalAnswered), `the button at event ${seq}`, now)
    if (event.at) check(now.line === String(event.at.line), `the line of event ${seq} is ${event.at.line}`, now)
    check(now.current && now.said.length > 3, `event ${seq} has a row and a sentence`, now)
  }
  check((await seen()).toast === null, 'no toast at the end')
  check(await page.evaluate(() => document.querySelector('.line.happened') !== null && document.querySelectorAll('.pin').length > 0), 'lines that ran, findings at their lines')
  const states = await page.evaluate(() => {
    const line = (number) => [...document.querySelectorAll('.line')].find((one) => parseInt(one.querySelector('.number').textContent) === number)
    const told = (number) => ({ state: line(number).className.replace(/line|current/g, '').trim(), sign: getComputedStyle(line(number).querySelector('.number'), '::before').content })
    return { called: told(18), inside: told(23), comment: told(17), never: told(131), said: line(131).textContent, legend: document.querySelector('.text .legend').innerText }
  })
  check(states.called.state === 'happened' && states.inside.state === 'ran' && states.comment.state === '' && states.never.state === 'never', 'lines that ran, never ran, hold no code', states)
  check(new Set([states.called, states.inside, states.comment, states.never].map(({ sign }) => sign)).size === 4, 'they differ by a sign, not by colour alone', states)
  check(states.said.includes('never ran') && /ran.*never ran.*no code/s.test(states.legend), 'it is said in words, and there is a legend', states)
  check((await page.textContent('.details')).includes('globalData') && (await page.textContent('.details')).includes('Guangzhou'), 'the device shows globalData at the end')

  await press('Home')
  await press('ArrowLeft')
  check(await chosen(page) === 1, 'there is nothing before the first event')
  const order = [...findings].sort((a, b) => a.cause - b.cause).map((finding) => finding.seq)
  for (const seq of order) {
    await press('f')
    check(await chosen(page) === seq, `f goes to finding ${seq}`, String(await chosen(page)))
    const rule = await page.textContent('.finding.chosen h3')
    check(rule.includes(events[seq - 1].rule), `finding ${seq} is told`, rule)
    check(await page.evaluate(() => document.querySelector('.pin.current') !== null), `finding ${seq} is pinned at its line`)
  }
  await press('Shift+F')
  check(await chosen(page) === order.at(-2), 'Shift+F goes back')
  await press('End', 'c')
  await press('Home')
  check(!(await page.textContent('.details')).includes('globalData'), 'and none at the beginning')
  await press('Home', 'ArrowDown', 'ArrowDown', 'ArrowUp')

  // On paper everything is drawn, and lines keep their signs.
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  const printed = await page.evaluate(() => ({
    rows: document.querySelectorAll('.diagram .row').length,
    all: JSON.parse(document.querySelector('script[data-view]').textContent).rows,
    hidden: [...document.querySelectorAll('.line')].filter((line) => getComputedStyle(line).contentVisibility !== 'visible').length,
    signs: getComputedStyle(document.querySelector('.line.never .number'), '::before').content,
    ground: getComputedStyle(document.querySelector('.line.never')).printColorAdjust,
    legend: document.querySelector('.text .legend').checkVisibility(),
  }))
  check(printed.rows === printed.all && !printed.hidden && printed.signs.includes('○') && printed.ground === 'exact' && printed.legend, 'print shows everything', printed)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: null })

  // Search, languages, help, theme.
  await press('/')
  await page.keyboard.type('40163')
  await until(page, 'search finds something', () => document.querySelector('.results [role=option]:not(.soft)') !== null)
  await press('Enter')
  check(JSON.stringify(events[await chosen(page) - 1]).includes('40163'), 'search finds 40163')
  await press('l')
  check(await page.evaluate(() => document.documentElement.lang) === 'zh-CN', 'l speaks 中文')
  check(/[一-鿿]/.test(await page.textContent('.said')) && /[一-鿿]/.test(await page.textContent('.heads')), 'everything speaks 中文')
  await press('l', '?')
  check(await page.evaluate(() => document.querySelector('dialog').open), '? shows the keys')
  await press('Escape')
  check(!await page.evaluate(() => document.querySelector('dialog').open), 'Escape closes them')
  await press('t')
  check(await page.evaluate(() => getComputedStyle(document.body.parentElement).colorScheme) === 'dark', 't makes it dark')

  // Play goes on by itself, and pause stops it.
  await press('Home', ' ')
  await until(page, 'play reaches the third event', () => Number(location.hash.slice(2)) >= 3)
  await press(' ')
  const stopped = await chosen(page)
  // By the page's own clock, longer than it ever waits between two steps.
  await page.evaluate(() => new Promise((after) => setTimeout(after, 2200)))
  check(await chosen(page) === stopped, 'pause stops')

  // The slider, a click, a hash, Tab.
  await page.focus('.slider')
  await press('ArrowRight')
  check(await chosen(page) === steps[steps.indexOf(stopped) + 1], 'the slider steps too', String(await chosen(page)))
  await page.evaluate(() => { location.hash = '#e23' })
  await until(page, 'the modal is on the phone', () => document.querySelector('.phone .modal') !== null)
  await page.click('.line.happened button.number')
  check(await chosen(page) !== 23, 'a line leads to its event')
  const names = new Set()
  await page.evaluate(() => document.activeElement.blur())
  for (let count = 0; count < 40; count++) {
    await press('Tab')
    names.add(await page.evaluate(() => document.activeElement.className.baseVal ?? document.activeElement.className))
  }
  for (const name of ['slider', 'number', 'pin']) check([...names].some((other) => other.includes(name)), `Tab reaches the ${name}`, [...names])
  check(!page.complaints.length, 'no complaints', page.complaints)

  // A link to an event opens there; a hovered row shows what led to it.
  const linked = await open(browser, file, { hash: '#e23' })
  check(await chosen(linked) === 23 && await linked.$('.phone .modal') !== null, '#e23 opens at the modal')
  await linked.hover('.row[aria-current]')
  check(await linked.evaluate(() => document.querySelectorAll('.row.cause').length > 3 && document.querySelectorAll('.links path').length > 3), 'causes are shown')
  for (const hash of ['#e0', '#e99999999', '#e1x', '#__proto__', '#%']) {
    const other = await open(browser, file, { hash })
    check(!other.complaints.length, `the link ${hash}`, other.complaints)
    await other.context().close()
  }
  console.log(`${steps.length} steps`)
})
