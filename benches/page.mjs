// How fast pages are: first paint, and the longest task while time is scrubbed from end to end, for the article and for a long trace.
//
//   cargo build --release && node benches/page.mjs [RUNS]
//
// Needs Chromium; playwright-core comes from the folder that `cargo test --test it pages` filled.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { chromium } = createRequire(join(root, 'target/tmp/npm-cache/browser/package.json'))('playwright-core')
const wxhost = ['release', 'debug'].map((kind) => join(root, 'target', kind, 'wxhost')).find((path) => existsSync(path))
const executablePath = process.env.WXHOST_BROWSER ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const runs = Number(process.argv[2] ?? 5)

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
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
const rows = []
for (const [name, args] of Object.entries(pages)) {
  const file = join(folder, `${rows.length}.html`)
  execFileSync(wxhost, [...args, '--format', 'html', '-o', file, '--lang', 'zh'])
  const paints = []
  const longest = []
  let events = 0
  for (let run = 0; run <= runs; run++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(pathToFileURL(file).href)
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length && !document.querySelector('[aria-busy]'))
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime)
    const [count, task] = await page.evaluate(async () => {
      let worst = 0
      const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) worst = Math.max(worst, entry.duration) })
      observer.observe({ type: 'longtask' })
      const slider = document.querySelector('.slider')
      const frame = () => new Promise((done) => requestAnimationFrame(done))
      for (let step = 0; step <= 200; step++) {
        slider.value = Math.round(slider.max * (step % 2 ? step / 200 : 1 - step / 200))
        slider.dispatchEvent(new Event('input'))
        await frame()
      }
      await new Promise((done) => setTimeout(done, 100))
      worst = Math.max(worst, ...observer.takeRecords().map((entry) => entry.duration))
      return [Number(slider.max) + 1, worst]
    })
    // The first page warms the browser up.
    if (run) {
      paints.push(paint)
      longest.push(task)
    }
    events = count
    await page.close()
  }
  rows.push({ page: name, events, 'size kB': Math.round(statSync(file).size / 1000), 'first paint ms': Math.round(median(paints)), 'longest task ms': Math.round(Math.max(...longest)) || '< 50' })
}
await browser.close()
rmSync(folder, { recursive: true })
console.table(rows)
