// Runs the facts of this folder on another runtime: `node tests/wx/run.mjs MOCK.mjs [FOLDER]` prints {file: true|false}.
// MOCK.mjs exports a function (console, timers) => globals: the `wx` to try, and whatever else its programs may use.
// Facts with a scenario of their own need a world that can be scripted, and are left out.
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL, fileURLToPath } from 'node:url'
import vm from 'node:vm'

const [mock, folder = fileURLToPath(new URL('.', import.meta.url))] = process.argv.slice(2)
const { default: make } = await import(pathToFileURL(resolve(mock)))

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort()

// Virtual time, so that an hour passes at once: timers run by (time, order), promise callbacks between them.
function timers() {
  let now = 0, next = 1
  const due = new Map()
  const set = (callback, delay = 0, every, args = []) => {
    if (typeof callback !== 'function') throw new TypeError('not a function')
    due.set(next, { at: now + Math.max(every ? 1 : 0, Number(delay) || 0), id: next, callback, every, args })
    return next++
  }
  const drain = async () => {
    for (let turn = 0; turn < 10000; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      const [first] = [...due.values()].sort((a, b) => a.at - b.at || a.id - b.id)
      if (!first) return
      now = first.at
      due.delete(first.id)
      if (first.every !== undefined) due.set(first.id, { ...first, at: now + Math.max(1, first.every) })
      try { first.callback(...first.args) } catch { /* the platform reports it and goes on */ }
    }
  }
  return {
    drain,
    globals: {
      setTimeout: (callback, delay, ...args) => set(callback, delay, undefined, args),
      setInterval: (callback, delay, ...args) => set(callback, delay, delay, args),
      clearTimeout: (id) => due.delete(id),
      clearInterval: (id) => due.delete(id),
    },
  }
}

process.on('unhandledRejection', () => {})
const results = {}
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const header = /\/\*---\n([\s\S]*?)---\*\//.exec(text)?.[1] ?? ''
  if (/^scenario = /m.test(header)) continue
  const expected = /\/\* prints:\n([\s\S]*?)\*\/\s*$/.exec(text)?.[1] ?? ''
  const lines = []
  const clock = timers()
  const log = (...args) => lines.push(args.map((arg) => (typeof arg === 'object' && arg !== null ? JSON.stringify(arg) : String(arg))).join(' '))
  const console = { log, info: log, warn: log, error: () => {}, debug: log }
  try {
    vm.runInContext(text, vm.createContext({ console, ...clock.globals, ...make(console, clock.globals) }), { timeout: 5000 })
    await clock.drain()
  } catch { /* what was printed so far is compared */ }
  results[relative(folder, file).replaceAll('\\', '/')] = lines.map((line) => line + '\n').join('') === expected
}
globalThis.console.log(JSON.stringify(results, null, 1))
