// Mermaid's own parser accepts each diagram, and draws it. argv: the .mmd files.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { check, require, withBrowser } from './browser.mjs'

const bundle = join(dirname(require.resolve('mermaid/package.json')), 'dist/mermaid.min.js')

await withBrowser(async (browser) => {
  const page = await browser.newPage()
  await page.addScriptTag({ path: bundle })
  for (const [index, file] of process.argv.slice(2).entries()) {
    const text = readFileSync(file, 'utf8')
    const told = await page.evaluate(async ([text, index]) => {
      try {
        await mermaid.parse(text)
        const { svg } = await mermaid.render(`d${index}`, text)
        const drawn = new DOMParser().parseFromString(svg, 'text/html')
        return { ok: true, words: drawn.body.textContent, lines: drawn.querySelectorAll('.messageText').length }
      } catch (error) {
        return { ok: false, message: String(error.message ?? error) }
      }
    }, [text, index])
    check(told.ok, file, told.message)
    if (told.ok) {
      const messages = text.split('\n').filter((line) => /^ {4}[UMXSW]--?[>x)]/.test(line)).length
      check(told.lines === messages, `${file}: ${told.lines} of ${messages} messages are drawn`)
    }
  }
  console.log(`${process.argv.length - 2} diagrams`)
})
