// A trace as its page got it: what holds for the whole at once, events and rows chunk by chunk when they are asked for.

/** One trace. `chunks` are objects, or texts that are read when they are needed. */
export class View {
  constructor(meta, chunks) {
    this.meta = meta
    this.chunks = chunks
    this.states = new Map()
    const findings = new Set(meta.findings.map((finding) => finding.seq))
    /** The events one after another, findings left out: those belong to an event each. */
    this.steps = meta.times.map((_, index) => index + 1).filter((seq) => !findings.has(seq))
    this.stepOf = new Map(this.steps.map((seq, index) => [seq, index]))
    this.findings = new Map(meta.findings.map((finding) => [finding.seq, finding]))
  }

  get last() {
    return this.steps.at(-1) ?? 0
  }

  chunk(index) {
    const chunk = this.chunks[index]
    if (typeof chunk === 'string') this.chunks[index] = JSON.parse(chunk)
    return this.chunks[index]
  }

  has(seq) {
    return Number.isInteger(seq) && seq >= 1 && seq <= this.meta.count
  }

  /** `{event, say, effects, findings, patch}`. */
  at(seq) {
    if (!this.has(seq)) return undefined
    const index = Math.floor((seq - 1) / this.meta.chunk)
    return this.chunk(index).events[(seq - 1) % this.meta.chunk]
  }

  time(seq) {
    return this.meta.times[seq - 1] ?? 0
  }

  /** The event at which time stands when `seq` is chosen: a finding is looked at where it points. */
  moment(seq) {
    return this.findings.get(seq)?.event ?? seq
  }

  rowOf(seq) {
    return this.meta.rowOf[seq - 1] ?? -1
  }

  row(layout, index) {
    return this.chunk(Math.floor(index / this.meta.chunk))[layout][index % this.meta.chunk]
  }

  /** The event that led to this one. */
  cause(seq) {
    const event = this.at(seq)?.event
    if (!event) return undefined
    const cause = (event.what === 'caught' && event.of) || event.cause
    return cause && cause < seq ? cause : undefined
  }

  /** The screen, WeChat's side and the device after an event. */
  state(seq) {
    const known = this.states.get(seq)
    if (known) return known
    const index = Math.floor((seq - 1) / this.meta.chunk)
    let state = this.chunk(index).state
    for (let at = index * this.meta.chunk + 1; at <= seq; at++) {
      const patch = this.at(at)?.patch
      if (patch) state = merged(state, patch)
    }
    if (this.states.size > 500) this.states.clear()
    this.states.set(seq, state)
    return state
  }
}

/** RFC 7396. Made of entries, so that a key called `__proto__` is a key. */
function merged(state, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const entries = new Map(state && typeof state === 'object' && !Array.isArray(state) ? Object.entries(state) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) entries.delete(key)
    else entries.set(key, merged(entries.get(key), value))
  }
  return Object.fromEntries(entries)
}

/** The traces of this document. */
export function viewsOf(page) {
  const index = JSON.parse(page.getElementById('index').textContent)
  const views = []
  const view = (number) => {
    if (!views[number]) {
      const parts = [...page.querySelectorAll(`script[data-view="${number}"]`)].map((part) => part.textContent)
      const meta = JSON.parse(parts[0])
      for (const text of meta.texts) text.nodes ??= index.texts?.find((known) => known.file === text.file)?.nodes
      views[number] = new View(meta, parts.slice(1))
    }
    return views[number]
  }
  return { index, view }
}
