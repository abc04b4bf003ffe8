// Writes benches/order.ld: the functions that a run of the article calls, which build.rs has linked beside each other.
//
//   cargo build --release && node benches/order.mjs && cargo build --release
//
// Needs valgrind and nm. To be run again when much of what a run does has changed; an old list costs speed only.
//
// Functions are named without the hashes that compilers add, so that the list serves other compilers and other builds of the
// same dependencies too. A generic function then stands for all its instances; where these are very many, it is left out.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MOST_INSTANCES = 20

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wxhost = join(root, 'target/release/wxhost')
const folder = mkdtempSync(join(tmpdir(), 'wxhost-order-'))
const calls = join(folder, 'calls')
const run = [wxhost, 'run', join(root, 'js/seed/article.md')]
execFileSync('valgrind', ['--tool=callgrind', '--demangle=no', `--callgrind-out-file=${calls}`, ...run], { stdio: 'ignore' })

/** A pattern for a function's name: the hash at its end, the copies that LLVM makes, and the hashes of crates may be any. */
const pattern = (name) => name.replace(/17h[0-9a-f]{16}E.*/, '17h*').replace(/\.llvm\.\d+/, '*').replace(/Cs[0-9A-Za-z]+_/g, 'Cs*_')

const instances = new Map()
for (const [, name] of execFileSync('nm', [wxhost], { encoding: 'utf8', maxBuffer: 1 << 28 }).matchAll(/ [tTwW] (\S+)$/gm)) {
  instances.set(pattern(name), (instances.get(pattern(name)) ?? 0) + 1)
}
const called = new Set()
for (const [, name] of readFileSync(calls, 'utf8').matchAll(/^c?fn=\(\d+\) (\S+)/gm)) {
  // Rust's own names; callgrind adds a number where a function calls itself.
  if (/^_ZN|^_R/.test(name)) called.add(pattern(name.replace(/'\d+$/, '')))
}
rmSync(folder, { recursive: true })
const kept = [...called].filter((name) => instances.get(name) <= MOST_INSTANCES).sort()
const lines = kept.map((name) => `    *(.text.${name})\n`).join('')
writeFileSync(join(root, 'benches/order.ld'), `/* Made by node benches/order.mjs: what a run of the article calls. */\nSECTIONS {\n  .text.run : {\n${lines}  }\n}\nINSERT BEFORE .text;\n`)
console.log(`${kept.length} of ${called.size} functions`)
