// The page of `play`: every change shows, by keyboard and in both languages; files are written on purpose only. argv: its address,
// a folder for pictures, the file that is played with.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, require, until, withBrowser } from './browser.mjs'

const [url, folder, file] = process.argv.slice(2)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

await withBrowser(async (browser) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const complaints = page.complaints = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`))
  page.on('request', (request) => request.url().startsWith(url) || complaints.push(`a request: ${request.url()}`))
  await page.goto(url)
  const runs = (what, words) => until(page, `the page shows ${what} ${words}`, ([state, text]) => {
    const bench = document.querySelector('.bench')
    return bench?.dataset.state === state && document.querySelector('#app').textContent.includes(text)
  }, [what, words])
  const accessible = async (what) => {
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    check(!violations.length, `axe: ${what}`, violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`).join('\n  '))
  }

  await runs('shown', 'confirm true')
  check(!/null|undefined/.test(await page.evaluate(() => document.querySelector('#app').innerText)), 'nothing is said to be null')
  await accessible('at the beginning')
  await page.screenshot({ path: join(folder, 'play.png') })
  const beside = await page.evaluate(() => [...document.querySelectorAll('.numbers i')].map((one) => one.className).join(','))
  check(beside.includes('ran') && beside.includes('never') && await page.isVisible('.bench .legend'), 'lines that ran and never ran are marked', beside)
  const epoch = page.locator('[data-name=epoch]')
  check(/^20\d\d-\d\d-\d\d$/.test(await epoch.inputValue()), 'the day of the rules is told', await epoch.inputValue())
  const day = await epoch.inputValue()
  await epoch.fill('2021-04-28')
  await runs('shown', 'rules of 2021-04-28')
  await page.click('.undo')
  await runs('shown', `rules of ${day}`)
  check(await epoch.inputValue() === day && await page.isDisabled('.undo'), 'and told again when the scenario is as it was')

  await page.selectOption('[data-name=modal]', 'cancel')
  await runs('shown', 'confirm false')
  check(!(await page.textContent('.diagram')).includes('confirm true'), 'the old event is gone')
  await page.click('[data-do=copy]')
  await until(page, 'the scenario can be copied', () => document.querySelector('.foot textarea, .foot [role=status]') !== null)

  const area = page.locator('.editor .code')
  await area.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Tab')
  check((await area.inputValue()).endsWith('  '), 'Tab indents')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  check(await page.evaluate(() => !document.activeElement.matches('.code')), 'Esc, then Tab leaves')
  const text = await area.inputValue()
  await area.fill(text.replace('go() {', 'go( {'))
  await runs('failed', 'syntax error')
  check(await page.locator('.numbers .wrong').count() === 1, 'the line of the mistake is marked')
  await accessible('with a mistake')
  await page.screenshot({ path: join(folder, 'mistake.png') })
  await area.fill(text)
  await runs('shown', 'confirm false')

  // Saving asks first, and does not write over somebody else's work.
  const onDisk = readFileSync(file, 'utf8')
  const mine = text.replace('重试？', '再来一次？')
  await area.fill(mine)
  await runs('shown', '再来一次？')
  await area.press('Control+s')
  check(await page.evaluate(() => document.activeElement.dataset.do === 'overwrite'), 'Ctrl+S asks, and Enter would answer')
  check(readFileSync(file, 'utf8') === onDisk, 'nothing is written before the answer')
  await page.click('[data-do=back]')
  check(readFileSync(file, 'utf8') === onDisk && (await page.textContent('.bench .status')).includes('not saved'), 'no is no')
  await page.click('[data-do=save]')
  await accessible('with a question')
  await page.click('[data-do=overwrite]')
  await until(page, 'it is saved', () => document.querySelector('.foot [role=status]')?.textContent === 'Saved')
  check(readFileSync(file, 'utf8') === mine, 'the file is what the editor shows')
  check(!(await page.textContent('.bench .status')).includes('not saved'), 'nothing is unsaved')
  writeFileSync(file, onDisk)
  await area.fill(text)
  await page.click('[data-do=save]')
  await page.click('[data-do=overwrite]')
  await until(page, 'the page refuses', () => document.querySelector('.trouble').textContent.includes('changed on disk'))
  check(readFileSync(file, 'utf8') === onDisk, 'what somebody else wrote stays')
  await runs('shown', '重试？')
  check((await page.textContent('.trouble')).includes('changed on disk'), 'a run that ends meanwhile does not take the refusal away')
  check((await page.textContent('.bench .status')).includes('not saved'), 'and the change is still not saved')
  await accessible('when saving is refused')
  await area.fill(mine)
  await runs('shown', '再来一次？')

  await page.selectOption('[data-at=lesson]', { index: 2 })
  await until(page, 'the lesson asks', () => document.querySelector('.lesson li button') !== null)
  for (let choice = 0; choice < await page.locator('.lesson li button').count(); choice++) {
    await page.locator('.lesson li button').nth(choice).click()
    await until(page, `answer ${choice} is judged`, (at) => document.querySelectorAll('.lesson li button')[at]?.getAttribute('aria-pressed') === 'true', choice)
    if (await page.locator('.judged .good').count()) break
  }
  check(await page.locator('.judged .good').count() === 1, 'one answer is right')
  await accessible('with a lesson')
  await page.evaluate(() => document.activeElement.blur())
  await page.keyboard.press('l')
  await until(page, 'lessons speak 中文', () => document.querySelector('.bench').textContent.includes('课程'))
  await page.screenshot({ path: join(folder, 'lesson.png') })
  await page.setViewportSize({ width: 360, height: 740 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(wide <= 0, `${wide} px wider than a phone`)
  const tabs = page.locator('.tabs button')
  for (let at = 0; at < await tabs.count(); at++) {
    await tabs.nth(at).click()
    const shown = await page.evaluate(() => [...document.querySelectorAll('.panels .panel')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 100).map((one) => [one.className, one.textContent.trim().length]))
    check(shown.length === 1 && shown[0][1] > 5, `the tab ${await tabs.nth(at).textContent()} shows its panel`, shown)
    await page.screenshot({ path: join(folder, `narrow-${at}.png`) })
  }
  await accessible('on a phone')
  check(!complaints.length, 'no complaints', complaints)
  console.log('played')
})
