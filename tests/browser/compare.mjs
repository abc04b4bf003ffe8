// The comparison and the tree of outcomes. argv: the comparison's page, the page of outcomes.

import { check, open, withBrowser } from './browser.mjs'

const [comparison, outcomes] = process.argv.slice(2)

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
