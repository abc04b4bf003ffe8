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
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  page.complaints = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.complaints.push(message.text()))
  page.on('pageerror', (error) => page.complaints.push(`${error.name}: ${error.message}`))
  page.on('dialog', (dialog) => { page.complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss() })
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || page.complaints.push(`a request: ${request.url()}`))
  await page.goto(pathToFileURL(file).href + hash)
  await until(page, 'the page is ready', () => document.body !== null && !document.querySelector('[aria-busy]'))
  return page
}

let wrong = 0

/** Says what is wrong, and goes on. */
export function check(good, what, details = '') {
  if (good) return
  wrong += 1
  console.log(`WRONG: ${what}${details ? `\n  ${typeof details === 'string' ? details : JSON.stringify(details)}` : ''}`)
}

/**
 * Waits until the page says so. Asked from outside, again and again: a browser on a busy machine may draw no frame for a
 * long time, and what waits for frames would wait with it. After two minutes it says where the page stands.
 */
export async function until(page, what, good, argument) {
  const end = Date.now() + 120_000
  while (!await page.evaluate(good, argument)) {
    if (Date.now() > end) {
      const stands = await page.evaluate(() => ({
        hash: location.hash,
        focus: document.activeElement?.outerHTML.slice(0, 200),
        visible: document.visibilityState,
        tools: [...document.querySelectorAll('[data-tool]')].map((tool) => tool.dataset.tool).join(),
      }))
      throw new Error(`${what}: not after two minutes; ${JSON.stringify({ ...stands, complaints: page.complaints })}`)
    }
    await new Promise((after) => setTimeout(after, 50))
  }
}

/** The number of the chosen event. */
export const chosen = (page) => page.evaluate(() => Number(location.hash.slice(2)))

process.on('exit', () => { if (wrong) process.exitCode = 1 })
