// The comparison and the tree of outcomes. argv: the comparison's page, the page of outcomes, the comparison with its sides exchanged.

import { check, open, withBrowser } from './browser.mjs'

const [comparison, outcomes, reversed] = process.argv.slice(2)

await withBrowser(async (browser) => {
  const page = await open(browser, comparison)
  const now = () => page.evaluate(() => ({
    how: document.querySelector('.pair.current')?.className ?? '',
    said: document.querySelector('.details .scroller').textContent,
    phones: document.querySelectorAll('.handset').length,
  }))
  check(/added|removed|changed|moved/.test((await now()).how), 'the first difference is chosen', await now())
  const seen = new Set()
  for (let count = 0; count < 12; count++) {
    await page.keyboard.press('f')
    const state = await now()
    seen.add(state.how)
    check(/added|removed|changed|moved/.test(state.how) && state.said.length > 10 && state.phones === 2, 'f goes to a difference', state)
  }
  check(seen.size >= 2, 'there are several kinds', [...seen])
  // The text follows whichever side the chosen row has.
  const shownText = (page) => page.evaluate(() => {
    const panel = [...document.querySelectorAll('.sided .panel')].findIndex((one) => !one.hidden)
    const line = document.querySelectorAll('.sided .panel')[panel].querySelector('.line.current')
    const [box, place] = [line?.closest('.scroller').getBoundingClientRect(), line?.getBoundingClientRect()]
    return { panel, line: parseInt(line?.querySelector('.number').textContent), inView: Boolean(line) && place.top >= box.top && place.bottom <= box.bottom }
  })
  for (const [how, panel, page] of [['added', 1, await open(browser, comparison)], ['removed', 0, await open(browser, reversed)]]) {
    const rows = page.locator(`.pair.${how}`)
    const lines = new Set()
    for (let at = 0; at < await rows.count(); at++) {
      await rows.nth(at).click({ position: { x: 3, y: 3 } })
      const state = await shownText(page)
      check(state.panel === panel, `a row that was ${how} shows the text of its side`, state)
      if (state.line) {
        lines.add(state.line)
        check(state.inView, `its line ${state.line} is in view`, state)
      }
    }
    check(lines.size > 0, `rows that were ${how} lead to lines`)
    check(!page.complaints.length, 'no complaints', page.complaints)
  }
  await page.click('.sided button:first-child')
  check((await shownText(page)).panel === 0, 'the other side can be looked at')
  await page.click('.sided .panel:not([hidden]) .line.happened button.number')
  check(await page.evaluate(() => document.querySelector('.pair.current') !== null) && (await shownText(page)).panel === 0, 'a line leads to its row')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('l')
  check(/[一-鿿]/.test((await now()).said), 'the comparison speaks 中文', await now())
  check(!page.complaints.length, 'no complaints', page.complaints)

  const tree = await open(browser, outcomes)
  const leaves = await tree.$$('.leaf')
  check(leaves.length > 3, `${leaves.length} leaves`)
  const titles = new Set()
  for (let index = 0; index < Math.min(leaves.length, 6); index++) {
    await (await tree.$$('.leaf'))[index].click()
    titles.add(await tree.textContent('.top h1'))
    check(await tree.evaluate(() => document.querySelectorAll('.diagram .row').length > 2 && document.querySelector('.line.happened') !== null), `leaf ${index} opens its trace`)
  }
  check(titles.size > 1, 'leaves open different traces', [...titles])
  check(!tree.complaints.length, 'no complaints', tree.complaints)
  const linked = await open(browser, outcomes, { hash: '#o3' })
  check(await linked.evaluate(() => [...document.querySelectorAll('.leaf')].findIndex((leaf) => leaf.hasAttribute('aria-current'))) >= 0, '#o3 opens a leaf')
  console.log('compared')
})
