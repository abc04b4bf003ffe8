// The page of `play`: every change shows, by keyboard and in both languages. argv: its address, a folder for pictures.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, require, until, withBrowser } from './browser.mjs'

const [url, folder] = process.argv.slice(2)
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

  await page.selectOption('[data-name=modal]', 'cancel')
  await runs('shown', 'confirm false')
  check(!(await page.textContent('.diagram')).includes('confirm true'), 'the old event is gone')
  await page.click('[data-do=copy]')
  await page.waitForSelector('.foot textarea, .foot [role=status]')

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

  await page.selectOption('[data-at=lesson]', { index: 2 })
  await page.waitForSelector('.lesson li button')
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
  await page.screenshot({ path: join(folder, 'narrow.png') })
  check(!complaints.length, 'no complaints', complaints)
  console.log('played')
})
