// Writes benches/order.ld: the functions that a run of the article calls, which build.rs has linked beside each other.
//
//   cargo build --release && cp target/release/wxhost one && cargo bench --bench process --no-run
//   node benches/order.mjs one target/release/wxhost
//
// Needs valgrind and nm. To be run again when much of what a run does has changed; an old list costs speed only.
//
// A function that there is once is named without the hashes that compilers add, so that the list serves other compilers and other
// builds of the same dependencies too. Of a generic function the instances that are called are named with their hashes, as the
// given binaries have them (a build and a benchmark choose features differently); after all of those come, for other builds, all
// its instances, unless they are very many.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MOST_INSTANCES = 20

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** A pattern for a function's name: the hash at its end, the copies that LLVM makes, and the hashes of crates may be any. */
const pattern = (name) => exact(name).replace(/17h[0-9a-f]{16}E.*/, '17h*').replace(/Cs[0-9A-Za-z]+_/g, 'Cs*_')
/** A pattern for one instance: only its copies may be any. */
const exact = (name) => name.replace(/\.llvm\.\d+/, '*')

/** The functions that a run calls, and how many functions fit each pattern. */
const observe = (wxhost) => {
  const folder = mkdtempSync(join(tmpdir(), 'wxhost-order-'))
  const calls = join(folder, 'calls')
  const run = [wxhost, 'run', join(root, 'js/seed/article.md')]
  execFileSync('valgrind', ['--tool=callgrind', '--demangle=no', `--callgrind-out-file=${calls}`, ...run], { stdio: 'ignore' })
  const text = readFileSync(calls, 'utf8')
  rmSync(folder, { recursive: true })
  // A function that was named and stands elsewhere all the same is a cold one, whose section has another name.
  const [, from, size] = /\.text\.run +PROGBITS +(\w+) +\w+ +(\w+)/.exec(execFileSync('readelf', ['-SW', wxhost], { encoding: 'utf8' })) ?? [0, '0', '0']
  const inside = (address) => address >= parseInt(from, 16) && address < parseInt(from, 16) + parseInt(size, 16)
  const [instances, cold] = [new Map(), new Set()]
  for (const [, address, name] of execFileSync('nm', [wxhost], { encoding: 'utf8', maxBuffer: 1 << 28 }).matchAll(/^(\w+) [tTwW] (\S+)$/gm)) {
    instances.set(pattern(name), (instances.get(pattern(name)) ?? 0) + 1)
    if (!inside(parseInt(address, 16))) cold.add(name)
  }
  // Rust's own names; callgrind adds a number where a function calls itself.
  const names = [...text.matchAll(/^c?fn=\(\d+\) (\S+)/gm)].map(([, name]) => name.replace(/'\d+$/, ''))
  return { instances, cold, called: new Set(names.filter((name) => /^_ZN|^_R/.test(name))) }
}

const order = join(root, 'benches/order.ld')
const before = readFileSync(order, 'utf8')
const binaries = process.argv.slice(2)
if (binaries.length === 0 || !binaries.every((binary) => existsSync(binary))) {
  const wrong = binaries.find((binary) => !existsSync(binary))
  console.error(`error: ${wrong ? `there is no ${wrong}` : 'no binary was given'}\n  usage: node benches/order.mjs BINARY [BINARY…]`)
  process.exit(2)
}
const [single, chosen, groups] = [new Set(), new Set(), new Set()]
for (const binary of binaries) {
  const { instances, cold, called } = observe(binary)
  for (const name of called) {
    const count = instances.get(pattern(name))
    const was = [pattern(name), exact(name)].some((name) => before.includes(`.text.unlikely.${name})`))
    const sections = was || cold.has(name) ? ['.text.', '.text.unlikely.'] : ['.text.']
    for (const section of sections) {
      if (count === 1) single.add(section + pattern(name))
      else chosen.add(section + exact(name))
      if (count > 1 && count <= MOST_INSTANCES) groups.add(section + pattern(name))
    }
  }
}
const lines = [single, chosen, groups].flatMap((names) => [...names].sort()).map((name) => `    *(${name})\n`)
const head = '/* Made by node benches/order.mjs: what a run of the article calls. */\n'
writeFileSync(order, `${head}SECTIONS {\n  .text.run : {\n${lines.join('')}  }\n}\nINSERT BEFORE .text;\n`)
console.log(`${single.size} functions, ${chosen.size} instances, ${groups.size} groups`)
