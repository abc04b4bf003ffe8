// From a project's start to its first page shown, against a Node program that loads jsdom and miniprogram-simulate.
//
//   node benches/project.mjs [path of wxhost]
//
// Installs pinned packages below target/ when they are missing. The programs run in turn; CPU is user and system time of the
// process, so that a busy machine disturbs little. Without a path the release build is measured. Last, what a further scenario of the
// form costs in one worker of `check`.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROUNDS = 15
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const wxhost = process.argv[2] || join(root, 'target/release/wxhost')
const folder = join(root, 'target/bench-project')
const packages = { jsdom: '29.1.1', 'miniprogram-simulate': '1.6.2' }

if (!existsSync(join(folder, 'node_modules/miniprogram-simulate'))) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...wanted], { cwd: folder, stdio: 'inherit' })
}
writeFileSync(
  join(folder, 'load.cjs'),
  `const { JSDOM } = require('jsdom')
const { window } = new JSDOM('<!doctype html><body></body>')
Object.assign(global, { window, document: window.document })
require('miniprogram-simulate')
`,
)
const env = { ...process.env, WXHOST_VIEW: join(folder, 'view') }
execFileSync(wxhost, ['setup', 'view'], { env, stdio: 'ignore' })

const project = (name) => join(root, 'js/projects', name)
const programs = [
  ['node: jsdom + miniprogram-simulate loaded', process.execPath, [join(folder, 'load.cjs')]],
  ['wxhost: login, first page shown', wxhost, ['run', project('login'), '--no-sidecar', '-q']],
  // A page without components is only rendered when somebody wants to see it.
  ['wxhost: shop, first page rendered', wxhost, ['run', project('shop'), '--no-sidecar', '-q', '--tree']],
  ['wxhost: form, ten components shown', wxhost, ['run', project('form'), '--no-sidecar', '-q']],
  ['wxhost: form, and its tree told as text', wxhost, ['run', project('form'), '--no-sidecar', '-q', '--tree']],
]
const measure = (file, args) => {
  const before = process.resourceUsage ? cpuOfChildren() : 0
  const start = process.hrtime.bigint()
  spawnSync(file, args, { env, stdio: 'ignore' })
  const wall = Number(process.hrtime.bigint() - start) / 1e6
  return { wall, cpu: cpuOfChildren() - before }
}
// Children's times are in /proc only; elsewhere the wall clock has to do.
function cpuOfChildren() {
  try {
    const text = execFileSync('cat', [`/proc/${process.pid}/stat`], { encoding: 'utf8' })
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return NaN
  }
}
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

const results = programs.map(() => [])
for (let round = 0; round <= ROUNDS; round += 1) {
  programs.forEach(([, file, args], index) => {
    const result = measure(file, args)
    if (round > 0) results[index].push(result)
  })
}
const base = results[0]
for (const [index, [name]] of programs.entries()) {
  const [wall, cpu] = ['wall', 'cpu'].map((key) => median(results[index].map((one) => one[key])))
  const [baseWall, baseCpu] = ['wall', 'cpu'].map((key) => median(base.map((one) => one[key])))
  const ratio = (mine, theirs) => (index === 0 ? '' : `1/${(theirs / mine).toFixed(1)}`)
  console.log(`${name.padEnd(42)} wall ${wall.toFixed(0).padStart(5)} ms ${ratio(wall, baseWall).padEnd(8)} CPU ${cpu.toFixed(0).padStart(5)} ms ${ratio(cpu, baseCpu)}`)
}

// What a further scenario costs in a worker: in a fresh context, and in one that is provably as new, with everything compiled.
const check = (repeat, ...more) =>
  measure(wxhost, ['check', project('form'), '-j', '1', '--repeat-each', String(repeat), ...more]).wall
const SCENARIOS = 5
const each = (...more) => {
  const times = Array.from({ length: 5 }, () => (check(17, ...more) - check(1, ...more)) / (16 * SCENARIOS))
  return median(times)
}
const [fresh, reused] = [each('--fresh'), each()]
console.log(`a further scenario of form: ${fresh.toFixed(0)} ms fresh, ${reused.toFixed(0)} ms reused (${(reused / fresh).toFixed(2)})`)
