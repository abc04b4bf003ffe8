// Starts `wxhost auto`, waits for its first line (JSON: it is ready), and stops it.
'use strict'

const { spawn } = require('node:child_process')

const running = new Set()
process.once('exit', () => running.forEach((child) => child.kill()))

const list = (value) => (value === undefined ? [] : [].concat(value))
const pairs = (record, separator = '=') => Object.entries(record || {}).map(([key, value]) => `${key}${separator}${value}`)

function argumentsOf(options) {
  const args = ['auto', '--project', options.project || '.', '--auto-port', String(options.port || 0)]
  if (options.scenario) args.push('--scenario', options.scenario)
  if (options.minLatency) args.push('--min-latency', String(options.minLatency))
  if (options.trace) args.push('--format', 'jsonl', '--output', options.trace)
  for (const set of pairs(options.set)) args.push('--set', set)
  for (const route of pairs(options.routes)) args.push('--route', route)
  for (const host of list(options.allowHosts)) args.push('--allow-host', host)
  return args.concat(list(options.args))
}

/** See index.d.ts. */
async function start(options = {}) {
  const command = options.command || process.env.WXHOST || 'wxhost'
  const env = { ...process.env, ...options.env }
  const child = spawn(command, argumentsOf(options), { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
  const ended = new Promise((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
    child.once('error', (error) => {
      running.delete(child)
      resolve({ code: null, error })
    })
  })

  const ready = await new Promise((resolve, reject) => {
    const timeout = options.timeout || 30000
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`wxhost was not ready after ${timeout} ms${err && `:\n${err}`}`))
    }, timeout)
    child.stdout.on('data', () => {
      const end = out.indexOf('\n')
      if (end < 0) return
      clearTimeout(timer)
      resolve(JSON.parse(out.slice(0, end)))
    })
    ended.then(({ code, error }) => {
      clearTimeout(timer)
      if (error) reject(new Error(`${command} does not start (${error.code}): install wxhost, or name it in WXHOST or options.command`))
      else reject(new Error(`wxhost ended with code ${code} before it was ready:\n${err}`))
    })
  })

  const clients = []
  const app = {
    wsEndpoint: ready.automator,
    port: ready.port,
    pid: child.pid,
    async connect() {
      const automator = options.automator || require(require.resolve('miniprogram-automator', { paths: [process.cwd(), __dirname] }))
      const client = await automator.connect({ wsEndpoint: ready.automator })
      clients.push(client)
      return client
    },
    async stop() {
      for (const client of clients.splice(0)) client.disconnect()
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
      const { code } = await ended
      clearTimeout(hard)
      return { code, output: out.slice(out.indexOf('\n') + 1), errors: err }
    },
    async [Symbol.asyncDispose || Symbol.for('Symbol.asyncDispose')]() {
      await app.stop()
    },
  }
  return app
}

/** See index.d.ts. */
async function until(probe, { timeout = 5000, interval = 20 } = {}) {
  const end = Date.now() + timeout
  for (;;) {
    const value = await probe()
    if (value) return value
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${probe}`)
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}

module.exports = { start, until }
