// How fast pages are: first paint, and the longest task while time is scrubbed from end to end, for the article and for a long
// trace; and how long it takes from a change in `play` until its outcome is on the screen. "of it work" is what the page's
// thread itself needed: other programs on the machine change that least.
//
//   cargo build --release && node benches/page.mjs [RUNS]
//
// Needs Chromium; playwright-core comes from the folder that `cargo test --test it pages` filled.

import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wxhost = ['release', 'debug'].map((kind) => join(root, 'target', kind, 'wxhost')).find((path) => existsSync(path))
const executablePath = process.env.WXHOST_BROWSER ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const runs = Number(process.argv[2] ?? 5)
if (!Number.isInteger(runs) || runs < 1 || process.argv.length > 3) {
  console.error(`error: RUNS is how often each page is measured, a whole number from 1, and not \`${process.argv.slice(2).join(' ')}\`\n  usage: node benches/page.mjs [RUNS]`)
  process.exit(2)
}
if (!wxhost || !executablePath) {
  console.error(wxhost ? 'error: there is no Chromium; WXHOST_BROWSER names one' : 'error: wxhost is not built: cargo build --release')
  process.exit(2)
}

const LONG = `
let count = 0
function again() {
  wx.setStorageSync('key' + count % 40, { count })
  console.log('turn', count)
  if (count % 10 === 0) wx.showToast({ title: '第 ' + count + ' 次', icon: 'none' })
  count += 1
  if (count < 1150) setTimeout(again, 20 + count % 7)
}
again()
`

const folder = mkdtempSync(join(tmpdir(), 'wxhost-page-'))
const long = join(folder, 'long.js')
writeFileSync(long, LONG)
const pages = {
  'the article': ['run', join(root, 'js/seed/article.md'), '--scenario', 'both blocks in one scope'],
  'a long trace': ['run', long, '--no-sidecar'],
}
const { chromium } = createRequire(join(root, 'target/tmp/npm-cache/browser/package.json'))('playwright-core')
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })

/** The tasks of the page's main thread: when each began, how long it took, and how much of that the thread really worked. */
async function traced(page, work) {
  const session = await page.context().newCDPSession(page)
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline', 'loading', 'blink.user_timing'] } })
  await work()
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await done
  const paint = events.filter((event) => event.name === 'firstContentfulPaint').at(-1)
  const main = paint ? `${paint.pid} ${paint.tid}` : events.filter((event) => event.name === 'EvaluateScript' || event.name === 'EventDispatch').map((event) => `${event.pid} ${event.tid}`).at(-1)
  const tasks = events.filter((event) => event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X' && `${event.pid} ${event.tid}` === main)
  const start = events.filter((event) => event.name === 'navigationStart' && `${event.pid} ${event.tid}` === main).at(-1)?.ts
  return { paint: paint?.ts, start, tasks }
}

const rows = []
for (const [name, args] of Object.entries(pages)) {
  const file = join(folder, `${rows.length}.html`)
  execFileSync(wxhost, [...args, '--format', 'html', '-o', file, '--lang', 'zh'])
  const measured = { paint: [], work: [], whole: [], task: [], busy: [] }
  let events = 0
  for (let run = 0; run <= runs; run++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const opened = await traced(page, async () => {
      await page.goto(pathToFileURL(file).href)
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length && !document.querySelector('[aria-busy]'))
    })
    const whole = await page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
    }))
    const scrubbed = await traced(page, async () => {
      events = await page.evaluate(async () => {
        const slider = document.querySelector('.slider')
        const frame = () => new Promise((done) => requestAnimationFrame(done))
        // To and fro, from the ends to the middle: far jumps first.
        for (let step = 0; step <= 200; step++) {
          slider.value = Math.round(slider.max * (step % 2 ? step / 200 : 1 - step / 200))
          slider.dispatchEvent(new Event('input'))
          await frame()
        }
        return Number(slider.max) + 1
      })
    })
    await page.close()
    // The first page warms the browser up.
    if (!run) continue
    const before = opened.tasks.filter((task) => task.ts >= opened.start && task.ts < opened.paint)
    measured.paint.push((opened.paint - opened.start) / 1000)
    measured.whole.push(whole)
    measured.work.push(before.reduce((sum, task) => sum + (task.tdur ?? task.dur), 0) / 1000)
    measured.task.push(Math.max(...scrubbed.tasks.map((task) => task.dur)) / 1000)
    measured.busy.push(Math.max(...scrubbed.tasks.map((task) => task.tdur ?? task.dur)) / 1000)
  }
  const ms = (values) => Math.round(median(values) * 10) / 10
  rows.push({
    page: name, events, 'size kB': Math.round(statSync(file).size / 1000),
    'first paint ms': ms(measured.paint), 'of it work': ms(measured.work), 'all of it ms': ms(measured.whole),
    'longest task scrubbing ms': ms(measured.task), 'of it work ': ms(measured.busy),
  })
}

/** From a change of the code until its outcome stands on the screen, by the page's own clock: one value for each run. */
async function changes() {
  const source = join(folder, 'article.md')
  for (const [from, to] of [['article.md', source], ['article.md.toml', `${source}.toml`]]) copyFileSync(join(root, 'js/seed', from), to)
  const server = spawn(wxhost, ['play', source, '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise((done, failed) => {
      server.stdout.once('data', (line) => done(String(line).trim()))
      server.once('exit', () => failed(new Error('wxhost play has ended')))
    })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(url)
    await page.waitForFunction(() => document.querySelector('.bench')?.dataset.state === 'shown')
    const took = await page.evaluate(async (runs) => {
      const area = document.querySelector('.editor .code')
      const text = area.value
      const took = []
      for (let run = 0; run <= runs; run++) {
        const words = `第${run}次`
        const start = performance.now()
        area.value = text.replace('数据加载中', words)
        area.dispatchEvent(new Event('input'))
        // A timer that is set in a frame runs when that frame has been drawn.
        await new Promise((done) => {
          const look = () => requestAnimationFrame(() => (document.querySelector('.diagram').textContent.includes(words) ? setTimeout(done) : look()))
          look()
        })
        took.push(performance.now() - start)
      }
      return took.slice(1)
    }, runs)
    await page.close()
    return took
  } finally {
    server.kill()
  }
}

const took = await changes()
await browser.close()
rmSync(folder, { recursive: true })
console.table(rows)
console.log(`play: ${Math.round(median(took))} ms from a change to its outcome on the screen, of which 200 ms wait for more to be typed`)
