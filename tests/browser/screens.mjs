// Screens in light, dark, 中文, on a wall and at 360 px, compared with approved ones: where everything stands and its colours, and
// the picture as a coarse grid. Other fonts pass, another layout does not. argv: the page, what was approved, a folder for the
// pictures. WXHOST_APPROVE=1 approves.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, open, until, withBrowser } from './browser.mjs'

const [file, approved, folder] = process.argv.slice(2)
const SCREENS = {
  light: { hash: '#e23' },
  dark: { hash: '#e23', dark: true },
  wall: { width: 1920, height: 1080, hash: '#e38' },
  small: { width: 360, height: 740, hash: '#e23' },
  chinese: { hash: '#e9', lang: true },
}
const COLUMNS = 24
// Of 255: what other fonts and other letters may change in a cell, and on the whole.
const CELL = 60
const WHOLE = 12
// Of the window: how far something may have moved.
const MOVED = 0.05
// What stands on every screen. Where words flow, only what is there and where it begins across is compared; the verdict wraps.
const FIXED = ['.search input', '.panels', '.diagram', '.text', '.phone', '.handset', '.modal, .toast', '.details', '.transport', '.slider', '.tabs']
const FLOWING = ['.top h1', '.verdict', '.row.current', '.line.current', '.pin', '.pin.current', '.details h2', 'article.finding.chosen']

/** Where things stand, and in which colours. */
const shape = (page) => page.evaluate(([fixed, flowing]) => Object.fromEntries([...fixed, ...flowing].map((selector) => {
  const all = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
  if (!all.length) return [selector, null]
  const box = all[0].getBoundingClientRect()
  const { color, backgroundColor } = getComputedStyle(all[0])
  const [x, y, width, height] = [box.x / innerWidth, box.y / innerHeight, box.width / innerWidth, box.height / innerHeight].map((value) => Math.round(value * 1000) / 1000)
  const count = selector === '.pin' ? all.length : 1
  return [selector, { at: selector === '.verdict' ? [] : flowing.includes(selector) ? [x] : [x, y, width, height], colors: [color, backgroundColor], count }]
})), [FIXED, FLOWING])

/** The picture as rows of cells, each cell's red, green and blue. */
const grid = (page, picture, rows) => page.evaluate(async ([data, columns, rows]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes]), { resizeWidth: columns, resizeHeight: rows, resizeQuality: 'high' })
  const canvas = new OffscreenCanvas(columns, rows).getContext('2d')
  canvas.drawImage(image, 0, 0)
  return [...canvas.getImageData(0, 0, columns, rows).data].filter((_, index) => index % 4 < 3)
}, [picture.toString('base64'), COLUMNS, rows])

await withBrowser(async (browser) => {
  const known = existsSync(approved) ? JSON.parse(readFileSync(approved, 'utf8')) : {}
  const fresh = {}
  for (const [name, how] of Object.entries(SCREENS)) {
    const page = await open(browser, file, how)
    if (how.lang) await page.keyboard.press('l')
    await until(page, 'everything stands still', () => document.querySelector('.text').dataset.built && document.getAnimations().every((one) => one.playState !== 'running'))
    const picture = await page.screenshot({ path: join(folder, `${name}.png`) })
    const size = page.viewportSize()
    const rows = Math.round(COLUMNS * size.height / size.width)
    const colors = await grid(page, picture, rows)
    fresh[name] = { shape: await shape(page), colors }
    await page.context().close()
    if (process.env.WXHOST_APPROVE) continue
    for (const [selector, now] of Object.entries(fresh[name].shape)) {
      const was = known[name]?.shape[selector]
      const same = was && now ? was.count === now.count && String(was.colors) === String(now.colors) && now.at.every((value, index) => Math.abs(value - was.at[index]) < MOVED) : was === now
      check(same, `${name}: ${selector}`, { was, now })
    }
    const before = known[name]?.colors ?? []
    const apart = colors.map((value, index) => Math.abs(value - before[index]))
    const whole = apart.reduce((sum, value) => sum + value, 0) / apart.length
    const far = apart.filter((value) => value > CELL).length / apart.length
    check(before.length === colors.length && whole < WHOLE && far < 0.03, `${name} is not as approved`, `on the whole ${whole.toFixed(1)} of 255, ${(far * 100).toFixed(1)} % of the cells far off: look at ${join(folder, `${name}.png`)}`)
  }
  if (process.env.WXHOST_APPROVE) writeFileSync(approved, `${JSON.stringify(fresh).replaceAll('},"', '},\n"').replaceAll('"colors":[2', '\n"colors":[2')}\n`)
  console.log(`${Object.keys(fresh).length} screens`)
})
