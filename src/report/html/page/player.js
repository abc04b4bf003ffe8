// One position in time that every panel follows: chosen by steps, keys, the slider, a link, or play.

/** The position in one trace, and what the reader chose about the page. Panels `watch` it. */
export class Player {
  constructor(view, lang) {
    this.watchers = []
    this.lang = lang
    this.playing = false
    this.timer = 0
    this.show(view)
  }

  /** Another trace, at its end: what came of it. */
  show(view) {
    this.pause()
    this.view = view
    this.seq = view.last
    this.walked = false
    this.tell('view')
  }

  watch(watcher) {
    this.watchers.push(watcher)
    return this
  }

  tell(what) {
    for (const watcher of this.watchers) watcher(what, this)
  }

  /** The event at which time stands. */
  get now() {
    return this.view.moment(this.seq)
  }

  go(seq, walked = true) {
    if (!this.view.has(seq)) return
    this.walked ||= walked
    if (seq === this.seq) return
    this.seq = seq
    // Who needs to know where things stand looks before anybody changes the page: asking later would lay it out again.
    this.tell('look')
    this.tell('seq')
  }

  step(by) {
    const { steps, stepOf } = this.view
    const at = stepOf.get(this.now) ?? 0
    this.go(steps[Math.min(Math.max(at + by, 0), steps.length - 1)])
  }

  /** To the row above or below. */
  stepRow(by) {
    const { steps, stepOf } = this.view
    const row = this.view.rowOf(this.now)
    let at = stepOf.get(this.now) ?? 0
    while (at + by >= 0 && at + by < steps.length) {
      at += by
      if (this.view.rowOf(steps[at]) !== row) break
    }
    this.go(steps[at])
  }

  /** To the next finding, in the order in which they happened; after the last comes the first. */
  stepFinding(by = 1) {
    const order = [...this.view.findings.values()].sort((a, b) => a.event - b.event || a.seq - b.seq).map((finding) => finding.seq)
    if (!order.length) return
    const at = order.indexOf(this.seq)
    const next = at >= 0 ? at + by : by > 0 ? 0 : order.length - 1
    this.go(order[(next + order.length) % order.length])
  }

  toggle() {
    if (this.playing) this.pause()
    else this.play()
  }

  play() {
    if (this.now >= this.view.last) this.go(this.view.steps[0])
    this.playing = true
    this.walked = true
    this.tell('playing')
    this.wait()
  }

  pause() {
    clearTimeout(this.timer)
    if (!this.playing) return
    this.playing = false
    this.tell('playing')
  }

  /** Waits feel longer the longer they are, and never take more than two seconds. */
  wait() {
    const { steps, stepOf } = this.view
    const at = stepOf.get(this.now) ?? 0
    if (at + 1 >= steps.length) return this.pause()
    const virtual = this.view.time(steps[at + 1]) - this.view.time(steps[at])
    this.timer = setTimeout(() => {
      this.go(steps[at + 1])
      this.wait()
    }, 550 + Math.min(1450, Math.log2(1 + virtual) * 120))
  }

  speak(lang) {
    this.lang = lang
    this.tell('lang')
  }
}
