// Writes benches/order.txt: the functions that a run of the article calls, which build.rs has linked beside each other.
//
//   cargo build --release && node benches/order.mjs && cargo build --release
//
// Needs valgrind. To be run again when the compiler or dependencies change, or much of what a run does; an old list costs speed
// only.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'wxhost-order-'))
const calls = join(folder, 'calls')
const program = [join(root, 'target/release/wxhost'), 'run', join(root, 'js/seed/article.md')]
execFileSync('valgrind', ['--tool=callgrind', '--demangle=no', `--callgrind-out-file=${calls}`, ...program], { stdio: 'ignore' })

const names = new Set()
for (const [, name] of readFileSync(calls, 'utf8').matchAll(/^c?fn=\(\d+\) (\S+)/gm)) {
  // Rust's own names; callgrind adds a number where a function calls itself.
  if (/^_ZN|^_R/.test(name)) names.add(name.replace(/'\d+$/, ''))
}
rmSync(folder, { recursive: true })
writeFileSync(join(root, 'benches/order.txt'), `${[...names].join('\n')}\n`)
console.log(`${names.size} functions`)
