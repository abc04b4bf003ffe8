// Pages of traces that want to do harm: nothing of them runs, everything can still be looked at. argv: the pages.

import { check, open, until, withBrowser } from './browser.mjs'

await withBrowser(async (browser) => {
  for (const file of process.argv.slice(2)) {
    const page = await open(browser, file)
    const start = Date.now()
    await page.keyboard.press('Home')
    for (let count = 0; count < 30; count++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('f')
    await page.keyboard.press('l')
    await page.keyboard.press('/')
    await page.keyboard.type('<img')
    if (await page.$('.search')) await until(page, 'the search has ended', () => document.querySelector('.results:not([hidden]) li') !== null)
    await page.keyboard.press('Escape')
    for (const details of await page.$$('.details summary')) await details.click()
    const state = await page.evaluate(() => ({
      ran: window.ran === true,
      polluted: {}.polluted !== undefined,
      scripts: [...document.querySelectorAll('script')].filter((script) => script.type !== 'application/json').length,
      images: document.querySelectorAll('img, iframe, object, embed, #app svg image, #app svg foreignObject, #app style').length,
      hidden: /[\u202a-\u202e\u2066-\u2069]/.test(document.getElementById('app')?.textContent ?? document.body.textContent),
      links: [...document.querySelectorAll('a[href]')].map((link) => link.href).filter((href) => /^(javascript|data|vbscript):/i.test(href)),
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }))
    check(!state.ran && !state.polluted, `${file}: something ran`, state)
    check(state.scripts <= 1 && state.images === 0 && !state.links.length, `${file}: foreign elements`, state)
    check(!state.hidden, `${file}: characters that reorder text`)
    check(state.wide <= 0, `${file}: wider than the window`, state)
    // Inline script put in by hand is refused: the policy holds.
    const refused = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.body.append(script)
      return window.ran !== true
    })
    check(refused, `${file}: the policy lets script in`)
    const others = page.complaints.filter((complaint) => !complaint.includes('Content Security Policy'))
    check(!others.length, file, others)
    check(Date.now() - start < 20000, `${file}: took ${Date.now() - start} ms`)
    await page.context().close()
  }
  console.log(`${process.argv.length - 2} pages`)
})
