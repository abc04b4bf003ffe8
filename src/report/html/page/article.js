// The author's text: prose, code with its lines, the line where time stands, findings pinned to theirs.

import { el } from './dom.js'
import { highlight } from './highlight.js'
import { pick, word } from './words.js'

// What the text may consist of.
const ELEMENTS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'em', 'strong', 's', 'code', 'br', 'hr', 'table', 'tr', 'th', 'td'])
// How many lines of code are made at once; a reader never waits for the others.
const SLICE = 300

/** What the signs beside the lines of a view's texts mean. */
export function legendOf(lang, view, happened) {
  const known = view.meta.texts.filter((text) => text.nodes)
  const measured = known.some((text) => text.measured)
  const signs = [...(happened ? ['happened'] : []), ...(measured ? ['ran', 'never', 'noCode'] : [])]
  const sign = (state) => el('span', { class: state }, el('i', { 'aria-hidden': 'true' }), word(lang, state))
  return el('p', { class: 'legend', hidden: !known.length }, signs.map(sign), measured ? null : el('span', {}, word(lang, 'notMeasured')))
}

/** The panel; follows the player. */
export function articlePanel(player) {
  const body = el('div', { class: 'scroller prose', tabindex: '0', role: 'region' })
  const panel = el('section', { class: 'panel text' }, body)
  let lines = new Map()
  let current
  let timer

  function build() {
    clearTimeout(timer)
    delete panel.dataset.built
    lines = new Map()
    current = undefined
    const { lang, view } = player
    body.setAttribute('aria-label', word(lang, 'text'))
    const queue = []
    body.replaceChildren(legendOf(lang, view, true), ...view.meta.texts.flatMap((text) => {
      const many = view.meta.texts.length > 1
      const title = many ? [el('p', { class: 'file' }, text.file)] : []
      if (!text.nodes) return [...title, el('p', { class: 'file' }, text.file), el('p', { class: 'soft' }, word(lang, 'noText'))]
      return [...title, ...text.nodes.map((node) => build1(node, text, queue))]
    }))
    const work = () => {
      const job = queue.shift()
      if (!job) {
        panel.dataset.built = 'all'
        mark()
        return reveal()
      }
      job()
      if (queue.length && queue.length % 4 === 0) timer = setTimeout(work)
      else work()
    }
    work()
  }

  function build1(node, text, queue) {
    if (typeof node === 'string') return document.createTextNode(node)
    const [name, extra, children] = node
    if (name === 'pre') return code(extra, children, text, queue)
    if (name === 'a') {
      return el('a', { href: /^https?:\/\//.test(extra) ? extra : null, rel: 'noreferrer noopener', target: '_blank' }, children.map((child) => build1(child, text, queue)))
    }
    return el(ELEMENTS.has(name) ? name : 'p', {}, children.map((child) => build1(child, text, queue)))
  }

  function code(info, source, text, queue) {
    const { lang, view } = player
    const runs = info.block === 0 ? info.language === 'js' && !text.blocks.length : text.blocks.includes(info.block)
    const box = el('div', { class: `code${runs ? ' runs' : ''}` })
    const all = source.split('\n')
    if (all.at(-1) === '') all.pop()
    const tell = info.block ? `#${info.block}` : info.language
    box.append(el('p', { class: 'caption' }, tell, runs || !info.block ? null : ` · ${word(lang, 'notRun')}`))
    const events = new Map(runs ? text.lines : [])
    const ran = new Set(text.ran ?? [])
    const never = new Set(text.never ?? [])
    const pinned = new Map()
    for (const finding of view.meta.findings) {
      if (runs && finding.at && finding.at.file === text.file) pinned.set(finding.at.line, [...(pinned.get(finding.at.line) ?? []), finding])
    }
    const tokens = highlight(all, info.block > 0 || info.language === 'js')
    for (let from = 0; from < all.length; from += SLICE) {
      queue.push(() => {
        for (let index = from; index < Math.min(from + SLICE, all.length); index++) {
          const number = info.line + index
          const seqs = events.get(number) ?? []
          const state = seqs.length ? 'happened' : ran.has(number) ? 'ran' : never.has(number) ? 'never' : ''
          const line = el('div', { class: `line ${runs ? state : ''}` },
            seqs.length
              ? el('button', { type: 'button', class: 'number', 'aria-label': `${word(lang, 'line')} ${number}${word(lang, 'colon')}${word(lang, 'happened')}`, onclick: () => goTo(seqs) }, String(number))
              : el('span', { class: 'number', title: state ? word(lang, state) : null }, String(number), state === 'never' ? el('span', { class: 'sr' }, ` ${word(lang, 'never')}`) : null),
            el('code', {}, tokens[index].map(([kind, words]) => (kind ? el('span', { class: kind }, words) : words))))
          if (runs) lines.set(`${text.file}:${number}`, line)
          box.append(line)
          for (const finding of pinned.get(number) ?? []) box.append(pin(finding))
        }
      })
    }
    return box
  }

  /** A finding, at its line. */
  function pin(finding) {
    const number = player.view.meta.findings.indexOf(finding) + 1
    return el('button', { type: 'button', class: 'pin', 'data-finding': finding.seq, onclick: () => player.go(finding.seq) },
      el('b', {}, `▲${number} ${finding.rule}`), el('span', {}, pick(player.lang, finding.message)))
  }

  /** The next of the events at a line, after the one where time stands. */
  function goTo(seqs) {
    player.go(seqs.find((seq) => seq > player.now) ?? seqs[0])
  }

  /** The line of the event where time stands. */
  function here() {
    const chosen = player.view.findings.get(player.seq)
    const event = player.view.at(player.now)?.event
    const at = chosen?.at ?? event?.at ?? answered(event)
    return at ? lines.get(`${at.file}:${at.line}`) : undefined
  }

  /** Marks it. */
  function mark() {
    const line = here()
    if (current !== line) {
      current?.classList.remove('current')
      current?.removeAttribute('aria-current')
      line?.classList.add('current')
      line?.setAttribute('aria-current', 'location')
      current = line
    }
    for (const pin of body.querySelectorAll('.pin')) pin.classList.toggle('current', Number(pin.dataset.finding) === player.seq)
  }

  /** Scrolls to it. */
  function reveal() {
    if (!player.walked) return begin()
    const line = here()
    if (!line) return
    const [box, place] = [body.getBoundingClientRect(), line.getBoundingClientRect()]
    if (place.top < box.top + 60 || place.bottom > box.bottom - 60) body.scrollTop += place.top - box.top - box.height / 2
  }

  /** Before anybody has taken a step, the code that runs is shown. */
  function begin() {
    const first = body.querySelector('.code.runs')
    const high = body.firstChild?.offsetHeight ?? 0
    if (first) body.scrollTop += first.getBoundingClientRect().top - body.getBoundingClientRect().top - high - 8
  }

  /** An answer without a place of its own is shown where the call stands. */
  function answered(event) {
    let seq = event?.seq
    for (let count = 0; seq && count < 6; count++) {
      seq = player.view.cause(seq)
      const at = seq && player.view.at(seq).event.at
      if (at) return at
    }
    return undefined
  }

  player.watch((what) => {
    if (what === 'view' || what === 'lang') build()
    if (what === 'look') reveal()
    if (what === 'seq') mark()
  })
  // What is hidden cannot be scrolled, so it is done when the panel is shown.
  let shown = false
  new ResizeObserver(() => {
    const visible = body.clientHeight > 0
    if (visible && !shown && panel.dataset.built) reveal()
    shown = visible
  }).observe(body)
  return panel
}
