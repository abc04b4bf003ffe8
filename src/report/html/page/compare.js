// Two traces side by side: rows that belong together stand beside each other, and what differs says how.

import { articlePanel } from './article.js'
import { button, el, svg } from './dom.js'
import { phonePanel } from './phone.js'
import { Player } from './player.js'
import { searchField } from './search.js'
import { toolbar } from './tools.js'
import { keys } from './transport.js'
import { value } from './values.js'
import { pick, word } from './words.js'

/** Puts the comparison into `root`. */
export function mountCompare(root, index, views, lang) {
  const [old, fresh] = [new Player(views[0], lang), new Player(views[1], lang)]
  const tools = toolbar(fresh)
  const search = searchField(fresh)
  const title = el('div', { class: 'title' })
  const rows = el('div', { class: 'pairs', role: 'list' })
  const details = el('div', { class: 'scroller', tabindex: '0', role: 'region' })
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' }, rows)
  const texts = textsOf(old, fresh)
  root.replaceChildren(
    el('header', { class: 'top' }, title, search.box, tools.box),
    el('main', { class: `panels compare${texts ? ' with-text' : ''}` },
      el('section', { class: 'panel both' }, scroller),
      texts?.box ?? null,
      el('div', { class: 'side' }, el('div', { class: 'phones' }, phonePanel(old, 'before'), phonePanel(fresh, 'after')), el('section', { class: 'panel details' }, details))))
  root.removeAttribute('aria-busy')
  let chosen = -1
  let choosing = false
  let boxes = []

  function draw() {
    const { lang } = fresh
    if (old.lang !== lang) old.speak(lang)
    texts?.name(lang)
    const count = index.changes.length + index.header.length
    title.replaceChildren(
      el('h1', {}, `${name(views[0])} ⇄ ${name(views[1])}`),
      el('p', { class: `verdict ${count ? 'found' : 'fine'}` }, count ? `${count} ${word(lang, 'changes')}` : `✓ ${word(lang, 'same')}`))
    scroller.setAttribute('aria-label', word(lang, 'diagram'))
    details.setAttribute('aria-label', word(lang, 'details'))
    boxes = index.pairs.map((pair, at) => pairBox(pair, at, lang))
    rows.replaceChildren(
      el('div', { class: 'pair names', role: 'listitem' }, el('b', {}, word(lang, 'before')), el('b', {}, word(lang, 'after'))), ...boxes)
    choose(Math.max(chosen, 0))
  }

  const name = (view) => view.meta.header.scenario ?? view.meta.header.call.join(' ')

  function pairBox([left, right, what], at, lang) {
    const say = (view, row) => row >= 0 ? view.row('narrow', row)[3].map((seq) => pick(lang, view.at(seq).say)).join(' ') : ''
    const label = `${what ? `${word(lang, what)}${word(lang, 'colon')}` : ''}${say(views[1], right) || say(views[0], left)}`
    // One button for both sides; the other side is only a picture.
    const cell = (view, row, main) => row < 0
      ? el('span', { class: 'cell' })
      : main
        ? el('button', { type: 'button', class: 'cell' }, el('span', { class: 'sr' }, label), picture(view, row, lang))
        : el('span', { class: 'cell' }, picture(view, row, lang))
    return el('div', { class: `pair ${what || 'equal'}`, role: 'listitem', onclick: () => choose(at) },
      cell(views[0], left, left >= 0),
      el('span', { class: 'how', 'aria-hidden': 'true' }, what ? { added: '+', removed: '−', moved: '>', changed: '~' }[what] : ''),
      cell(views[1], right, left < 0))
  }

  function picture(view, index, lang) {
    if (index < 0) return null
    const [, , height, , parts] = view.row('narrow', index)
    const { lanes, width } = view.meta.narrow
    return svg('svg', { class: 'flow', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
      lanes.map((lane) => svg('path', { class: 'lane', d: `M${lane.x} 0V${height}` })),
      parts.flatMap(([what, , style, ...rest]) => {
        if (what === 'p') return svg('path', { class: style, d: rest[0] })
        if (what === 'b') return svg('rect', { class: style, x: rest[0], y: rest[1], width: rest[2], height: Math.max(rest[3], 0), rx: rest[4] })
        const lines = lang === 'zh' ? rest[3] : rest[4] ?? rest[3]
        return lines.map((line, at) => svg('text', { class: style, x: rest[0], y: rest[1] + 17 * at, 'text-anchor': rest[2] }, line))
      }))
  }

  function choose(at) {
    if (!index.pairs[at]) return
    boxes[chosen]?.classList.remove('current')
    chosen = at
    boxes[at].classList.add('current')
    boxes[at].scrollIntoView({ block: 'nearest' })
    const [left, right] = index.pairs[at]
    // Where one side has no row, it stands at its row before.
    const seqOf = (side, view, row) => {
      for (let place = at; row < 0 && place > 0; place--) row = index.pairs[place][side]
      return row >= 0 ? view.row('narrow', row)[3].at(-1) : 1
    }
    // Both go there; what they tell of it must not choose again.
    choosing = true
    old.go(seqOf(0, views[0], left))
    fresh.go(seqOf(1, views[1], right))
    choosing = false
    texts?.show(right < 0 ? 0 : 1)
    tell()
  }

  /** What is said of the chosen rows, and which fields differ. */
  function tell() {
    const { lang } = fresh
    const [left, right, what] = index.pairs[chosen]
    const seqs = (view, row) => (row >= 0 ? view.row('narrow', row)[3] : [])
    const [before, after] = [seqs(views[0], left), seqs(views[1], right)]
    const parts = [el('p', { class: 'kicker' }, what ? el('span', { class: `change ${what}` }, word(lang, what)) : null)]
    for (const [label, view, list] of [['before', views[0], before], ['after', views[1], after]]) {
      if (!list.length) continue
      parts.push(el('h2', { class: 'small' }, word(lang, label)), ...list.map((seq) => el('p', {}, el('small', {}, `${view.time(seq)} ms · ${seq} `), pick(lang, view.at(seq).say))))
    }
    const about = index.changes.filter((change) => before.includes(change.old) || after.includes(change.new))
    const fields = [...(chosen === 0 ? index.header : []), ...about.flatMap((change) => change.fields)]
    if (fields.length) {
      parts.push(el('dl', {}, fields.flatMap((field) => [
        el('dt', {}, field.path),
        el('dd', {}, el('span', { class: 'removed' }, field.old === null ? word(lang, 'none') : value(field.old)), ' → ', el('span', { class: 'added' }, field.new === null ? word(lang, 'none') : value(field.new)))])))
    }
    details.replaceChildren(...parts)
  }

  const next = (by) => {
    const count = index.pairs.length
    for (let step = 1; step <= count; step++) {
      const at = (chosen + by * step + count * step) % count
      if (index.pairs[at][2]) {
        choose(at)
        break
      }
    }
    return true
  }
  fresh.watch((what) => what === 'lang' && draw())
  // A search, a line of the text or a finding there leads to the rows where it happened.
  for (const [side, player] of [old, fresh].entries()) {
    player.watch((what) => {
      const row = what === 'seq' && !choosing ? player.view.rowOf(player.now) : -1
      const at = index.pairs.findIndex((pair) => pair[side] === row)
      if (row < 0 || at < 0) return
      choose(at)
      texts?.show(side)
    })
  }
  fresh.step = fresh.stepRow = (by) => choose(Math.min(Math.max(chosen + by, 0), index.pairs.length - 1))
  keys(fresh, { ...tools.actions, next, search: search.focus, close: () => { search.close(); tools.actions.close() } })
  draw()
  old.tell('view')
  fresh.tell('view')
  next(1)
}

/** The author's text of either side, one at a time; nothing where neither is known. */
function textsOf(old, fresh) {
  if (![old, fresh].some((player) => player.view.meta.texts.some((text) => text.nodes))) return null
  const panels = [articlePanel(old), articlePanel(fresh)]
  const choices = ['before', 'after'].map((name, side) => button(name, '', () => show(side)))
  const box = el('div', { class: 'sided' }, el('div', { class: 'choices', role: 'group' }, choices), panels)
  const show = (side) => {
    for (const [at, panel] of panels.entries()) {
      panel.hidden = at !== side
      choices[at].setAttribute('aria-pressed', String(at === side))
    }
  }
  const name = (lang) => {
    box.firstChild.setAttribute('aria-label', word(lang, 'text'))
    for (const [at, side] of ['before', 'after'].entries()) {
      choices[at].textContent = `${word(lang, 'text')} · ${word(lang, side)}`
      for (const attribute of ['aria-label', 'title']) choices[at].setAttribute(attribute, choices[at].textContent)
    }
  }
  return { box, show, name }
}
