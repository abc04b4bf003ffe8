import type MiniProgram from 'miniprogram-automator/out/MiniProgram'

/** How to start a project. */
export interface StartOptions {
  /** The project's folder (also an article or a script); the current folder by default. */
  project?: string
  /** The port; any free one by default. */
  port?: number
  /** The scenario to run in; by default only `[routes]` and `[defaults]` of the scenario file apply. */
  scenario?: string
  /** Single values of the scenario, such as `{ 'platform.session': 'expired' }`. */
  set?: Record<string, string | number | boolean>
  /** Where requests go, such as `{ 'https://api.example.com': 'http://127.0.0.1:3000' }`. */
  routes?: Record<string, string>
  /** Hosts besides loopback that the app may reach. */
  allowHosts?: string | string[]
  /** A file for the trace of the session, as JSON Lines. */
  trace?: string
  /** Milliseconds that every answer is held back. */
  minLatency?: number
  /** More arguments for `wxhost auto`. */
  args?: string | string[]
  /** The command; by default the environment variable WXHOST, else `wxhost`. */
  command?: string
  /** The folder it runs in. */
  cwd?: string
  /** More environment variables. */
  env?: Record<string, string>
  /** How many milliseconds it may take until it is ready; 30000 by default. */
  timeout?: number
  /** The client to connect with; by default `miniprogram-automator` as your project has it. */
  automator?: { connect(options: { wsEndpoint: string }): Promise<MiniProgram> }
}

/** A mini-program that is up. */
export interface App {
  /** The address for `automator.connect({ wsEndpoint })`. */
  wsEndpoint: string
  port: number
  pid: number | undefined
  /** Connects a client; `stop` disconnects it. */
  connect(): Promise<MiniProgram>
  /** Ends it: its exit code, and what it printed, the trace if it went to no file. */
  stop(): Promise<{ code: number | null; output: string; errors: string }>
}

/** Starts `wxhost auto` and waits until it is ready. */
export function start(options?: StartOptions): Promise<App>

/** Asks again and again until the answer is truthy, and gives it; throws after `timeout` ms (5000). */
export function until<T>(probe: () => T | Promise<T>, options?: { timeout?: number; interval?: number }): Promise<NonNullable<T>>
