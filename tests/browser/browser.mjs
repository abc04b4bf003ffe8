// What the page tests share: the browser, pages opened from disk, and one way to say what is wrong.

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** A module of the folder that the tests installed. */
export const require = createRequire(`${process.env.WXHOST_BROWSER_MODULES}/package.json`)

const { chromium } = require('playwright-core')

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none']

/** Starts the browser, runs `work`, ends it. */
export async function withBrowser(work) {
  const browser = await chromium.launch({ executablePath: process.env.WXHOST_BROWSER, args: QUIET })
  try {
    await work(browser)
  } finally {
    await browser.close()
  }
}

/** Opens a file as a user does. Whatever the page complains of is in `page.complaints`; nothing may leave the machine. */
export async function open(browser, file, { width = 1440, height = 900, dark = false, hash = '', reduced = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: reduced ? 'reduce' : null })
  const page = await context.newPage()
  page.complaints = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.complaints.push(message.text()))
  page.on('pageerror', (error) => page.complaints.push(`${error.name}: ${error.message}`))
  page.on('dialog', (dialog) => { page.complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss() })
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || page.complaints.push(`a request: ${request.url()}`))
  await page.goto(pathToFileURL(file).href + hash)
  await page.waitForFunction(() => !document.querySelector('[aria-busy]'))
  return page
}

let wrong = 0

/** Says what is wrong, and goes on. */
export function check(good, what, details = '') {
  if (good) return
  wrong += 1
  console.log(`WRONG: ${what}${details ? `\n  ${typeof details === 'string' ? details : JSON.stringify(details)}` : ''}`)
}

/** The number of the chosen event. */
export const chosen = (page) => page.evaluate(() => Number(location.hash.slice(2)))

process.on('exit', () => { if (wrong) process.exitCode = 1 })
