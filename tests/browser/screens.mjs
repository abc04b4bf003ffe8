// Screenshots in light, dark, 中文 and at 360 px, compared with approved ones as a coarse grid of colours: other fonts pass, another
// layout does not. argv: the page, the approved grids, a folder for the pictures. WXHOST_APPROVE=1 writes the grids.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, open, withBrowser } from './browser.mjs'

const [file, approved, folder] = process.argv.slice(2)
const SCREENS = {
  light: { hash: '#e23' },
  dark: { hash: '#e23', dark: true },
  wall: { width: 1920, height: 1080, hash: '#e37' },
  small: { width: 360, height: 740, hash: '#e23' },
  chinese: { hash: '#e9', lang: true },
}
const COLUMNS = 24
// Of 255: what other fonts and other letters may change in a cell, and on the whole.
const CELL = 40
const WHOLE = 6

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
    await page.waitForTimeout(250)
    const picture = await page.screenshot({ path: join(folder, `${name}.png`) })
    const size = page.viewportSize()
    const rows = Math.round(COLUMNS * size.height / size.width)
    fresh[name] = await grid(page, picture, rows)
    await page.context().close()
    if (process.env.WXHOST_APPROVE) continue
    const before = known[name] ?? []
    const apart = fresh[name].map((value, index) => Math.abs(value - before[index]))
    const whole = apart.reduce((sum, value) => sum + value, 0) / apart.length
    const far = apart.filter((value) => value > CELL).length / apart.length
    check(before.length === fresh[name].length && whole < WHOLE && far < 0.03, `${name} is not as approved`, `on the whole ${whole.toFixed(1)} of 255, ${(far * 100).toFixed(1)} % of the cells far off: look at ${join(folder, `${name}.png`)}`)
  }
  if (process.env.WXHOST_APPROVE) writeFileSync(approved, `${JSON.stringify(fresh).replaceAll('],"', '],\n"')}\n`)
  console.log(`${Object.keys(fresh).length} screens`)
})
