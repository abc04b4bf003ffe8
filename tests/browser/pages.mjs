// Every page of a folder opens without a complaint, fits its window, and axe finds nothing; in both languages, light, dark, 360 px.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { check, open, require, withBrowser } from './browser.mjs'

const axe = require.resolve('axe-core/axe.min.js')
const folder = process.argv[2]
const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort()

/** What a real checker says of the page as it is now. The policy of the page keeps it out, so it is put in from outside. */
async function accessible(page, what) {
  const { readFileSync } = await import('node:fs')
  await page.evaluate(readFileSync(axe, 'utf8'))
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  check(!violations.length, `axe: ${what}`, violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`).join('\n  '))
}

/** Nothing stands outside the window, and no words of the diagram overlap. */
async function fits(page, what) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(wide <= 0, `${what}: ${wide} px wider than the window`)
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.flow text')].filter((text) => text.checkVisibility({ contentVisibilityAuto: true })).map((text) => [text.getBoundingClientRect(), text.textContent]).filter(([box]) => box.width)
    boxes.sort((a, b) => a[0].top - b[0].top)
    const found = []
    for (const [index, [a, words]] of boxes.entries()) {
      for (const [b, others] of boxes.slice(index + 1)) {
        if (b.top > a.bottom - 4) break
        // Letters reach a little over their lines, so a few pixels are no overlap.
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5) found.push(`${words} / ${others}`)
      }
    }
    return found
  })
  check(!overlaps.length, `${what}: words overlap`, overlaps.slice(0, 5))
}

await withBrowser(async (browser) => {
  for (const [index, name] of files.entries()) {
    const file = join(folder, name)
    const page = await open(browser, file)
    check(!page.complaints.length, name, page.complaints)
    await fits(page, name)
    // The slow checks on some pages only; which ones changes with the folder, not with the run.
    if (index % 6 === 0 || !name.includes('scenario')) {
      await accessible(page, name)
      if (await page.$('#app')) {
        await page.keyboard.press('l')
        await page.keyboard.press('t')
        await fits(page, `${name} in the other language`)
        await accessible(page, `${name} dark, in the other language`)
      }
      const small = await open(browser, file, { width: 360, height: 740 })
      await fits(small, `${name} at 360 px`)
      await accessible(small, `${name} at 360 px`)
      const tabs = small.locator('.tabs button')
      for (let at = 0; at < await tabs.count(); at++) {
        await tabs.nth(at).click()
        await fits(small, `${name} at 360 px, ${await tabs.nth(at).textContent()}`)
      }
      check(!small.complaints.length, `${name} at 360 px`, small.complaints)
      await small.context().close()
    }
    check(!page.complaints.length, name, page.complaints)
    await page.context().close()
  }
  console.log(`${files.length} pages`)
})
