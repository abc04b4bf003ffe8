// The sequence diagram: the layout made by wxhost, drawn only as far as it is in view.

import { el, svg } from './dom.js'
import { pick, word } from './words.js'

// Below this width of the panel the words do not fit between the lanes.
const NARROW_BELOW = 620
// Letters need not grow beyond this.
const LARGEST = { wide: 1.5, narrow: 1.25 }
// How much above and below is drawn as well.
const AROUND = 150
// How many rows are printed at the most.
const PRINTED = 2000

/** The panel; follows the player. */
export function diagramPanel(player) {
  const heads = svg('svg', { class: 'heads', 'aria-hidden': 'true' })
  const lanes = svg('g')
  const now = svg('rect', { class: 'now', rx: 4 })
  const links = svg('g', { class: 'links' })
  const rows = svg('g')
  const body = svg('svg', { class: 'flow', role: 'group' }, lanes, now, rows, links)
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' }, heads, body)
  const panel = el('section', { class: 'panel diagram' }, scroller)
  const drawn = new Map()
  let layout = 'wide'
  let scale = 1
  let hovered = 0
  let arranged = 0

  const outline = () => player.view.meta[layout]

  /** Chooses the layout for the room there is, and draws the lanes. */
  function arrange() {
    const room = scroller.clientWidth
    if (!room) return
    arranged = room
    layout = room < NARROW_BELOW ? 'narrow' : 'wide'
    const { width, height } = outline()
    scale = Math.min(LARGEST[layout], room / width)
    scroller.setAttribute('aria-label', word(player.lang, 'diagram'))
    body.setAttribute('aria-label', word(player.lang, 'diagram'))
    for (const [picture, high] of [[heads, 34], [body, height]]) {
      picture.setAttribute('viewBox', `0 0 ${width} ${high}`)
      picture.setAttribute('width', width * scale)
      picture.setAttribute('height', high * scale)
    }
    panel.classList.toggle('rails', layout === 'narrow')
    drawLanes()
    clear()
    draw()
  }

  function drawLanes() {
    const { height, lanes: all, width } = outline()
    heads.replaceChildren(...all.map((lane) =>
      svg('text', { x: lane.x, y: 22, 'text-anchor': 'middle' }, pick(player.lang, layout === 'wide' ? lane.name : lane.short))))
    if (layout === 'wide') heads.append(svg('text', { x: 58, y: 22, 'text-anchor': 'end', class: 'unit' }, 'ms'))
    lanes.replaceChildren(...all.map((lane) => svg('path', { class: 'lane', d: `M${lane.x} 0V${height}` })))
    if (layout === 'wide') lanes.append(svg('path', { class: 'axis', d: `M66 0V${height}` }))
    if (layout === 'narrow') {
      const legend = all.map((lane) => `${pick(player.lang, lane.short)} ${pick(player.lang, lane.name)}`).join('  ')
      heads.append(svg('title', {}, legend))
      // What the letters stand for, beside them.
      const names = all.map((lane) => `${pick(player.lang, lane.short)} ${pick(player.lang, lane.name)}`)
      const x = all.at(-1).x + 22
      for (const [line, part] of [names.slice(0, 3), names.slice(3)].entries()) {
        heads.append(svg('text', { x, y: 14 + 13 * line, class: 'unit small' }, part.join(' · ')))
      }
    }
    now.setAttribute('width', width - 4)
    now.setAttribute('x', 2)
  }

  function clear() {
    rows.replaceChildren()
    drawn.clear()
  }

  /** Draws the rows in view and takes the others away; on paper there is no scrolling, so all are drawn. */
  function draw(printed = false) {
    const { y } = outline()
    const top = printed ? 0 : scroller.scrollTop / scale - AROUND
    const bottom = printed ? y[PRINTED] ?? Infinity : (scroller.scrollTop + scroller.clientHeight) / scale + AROUND
    const first = Math.max(0, above(y, top) - 1)
    for (const [index, group] of drawn) {
      if (y[index] < top - 2 * AROUND || y[index] > bottom + 2 * AROUND) {
        group.remove()
        drawn.delete(index)
      }
    }
    for (let index = first; index < y.length && y[index] < bottom; index++) {
      if (!drawn.has(index)) {
        const group = drawRow(index)
        drawn.set(index, group)
        rows.append(group)
      }
    }
    mark()
  }

  function drawRow(index) {
    const [y, gap, height, seqs, parts] = player.view.row(layout, index)
    const group = svg('g', { class: 'row', transform: `translate(0 ${y})`, tabindex: '-1', role: 'group' })
    group.append(svg('rect', { class: 'hit', y: gap, width: outline().width, height: height - gap }))
    for (const part of parts) group.append(...drawPart(part))
    group.dataset.first = seqs[0]
    group.setAttribute('aria-label', seqs.map((seq) => pick(player.lang, player.view.at(seq).say)).join(' '))
    return group
  }

  function drawPart([what, seq, style, ...rest]) {
    const common = { class: style, 'data-seq': seq || null }
    if (what === 'p') return [svg('path', { ...common, d: rest[0] })]
    if (what === 'b') {
      const [x, y, width, height, rx] = rest
      return [svg('rect', { ...common, x, y, width, height: Math.max(height, 0), rx })]
    }
    const [x, y, anchor, zh, en] = rest
    const lines = player.lang === 'zh' ? zh : en ?? zh
    return lines.map((line, index) => svg('text', { ...common, x, y: y + 17 * index, 'text-anchor': anchor }, line))
  }

  /** Where time stands, what is still to come, and what led to what. */
  function mark() {
    const { y, height } = outline()
    const at = player.view.rowOf(player.now)
    const chain = hovered || player.now
    const { causes, effects } = related(chain)
    for (const [index, group] of drawn) {
      const classes = ['row']
      if (index === at) classes.push('current')
      if (player.walked && index > at) classes.push('future')
      if (causes.has(index)) classes.push('cause')
      if (effects.has(index)) classes.push('effect')
      const named = classes.join(' ')
      if (group.getAttribute('class') !== named) group.setAttribute('class', named)
      if (index === at || group.dataset.told) {
        group.setAttribute('tabindex', index === at ? '0' : '-1')
        if (index === at) group.setAttribute('aria-current', 'step')
        else group.removeAttribute('aria-current')
        group.dataset.told = index === at ? '1' : ''
        for (const part of group.children) part.classList.toggle('chosen', index === at && Number(part.dataset.seq) === player.now)
      }
    }
    const row = at >= 0 ? player.view.row(layout, at) : undefined
    now.setAttribute('visibility', row ? 'visible' : 'hidden')
    if (row) {
      now.setAttribute('y', y[at] + row[1])
      now.setAttribute('height', row[2] - row[1])
    }
    const place = (index) => {
      const [top, gap, high] = player.view.row(layout, index)
      return top + gap + (high - gap) / 2
    }
    const x = layout === 'wide' ? 82 : 4
    const reach = layout === 'wide' ? 14 : 4
    const pairs = [...causes.values()].filter(([from, to]) => from >= 0 && to >= 0 && from !== to)
    links.replaceChildren(...pairs.map(([from, to]) => {
      const [a, b] = [place(from), place(to)]
      const bend = Math.min(reach, Math.abs(b - a) / 2)
      return svg('path', { d: `M${x} ${a}C${x - bend} ${a} ${x - bend} ${b} ${x} ${b}` })
    }))
    body.dataset.height = height
  }

  /** The rows that led to an event, each with the row it led to, and those that it led to. */
  function related(seq) {
    const causes = new Map()
    let at = seq
    for (let count = 0; count < 40; count++) {
      const cause = player.view.cause(at)
      if (!cause) break
      const [from, to] = [player.view.rowOf(cause), player.view.rowOf(at)]
      if (from !== to) causes.set(from, [from, to])
      at = cause
    }
    const effects = new Set((player.view.at(seq)?.effects ?? []).map((effect) => player.view.rowOf(effect)))
    return { causes, effects }
  }

  function hover(seq) {
    if (seq === hovered) return
    hovered = seq
    body.classList.toggle('hovering', seq > 0)
    mark()
  }

  /** Scrolls so that the row is in view, with some rows around it. */
  function reveal() {
    const at = player.view.rowOf(player.now)
    if (at < 0) return
    const y = outline().y[at] * scale
    const { scrollTop, clientHeight } = scroller
    if (y < scrollTop + 70 || y > scrollTop + clientHeight - 110) scroller.scrollTop = y - clientHeight / 2
  }

  const firstOf = (event) => Number(event.target.closest('.row')?.dataset.first)
  rows.addEventListener('click', (event) => player.go(Number(event.target.dataset.seq) || firstOf(event)))
  rows.addEventListener('mouseover', (event) => hover(firstOf(event)))
  rows.addEventListener('mouseleave', () => hover(0))
  rows.addEventListener('focusin', (event) => hover(firstOf(event)))
  rows.addEventListener('focusout', () => hover(0))
  // It comes at the beginning of a frame, when nothing has to be laid out to ask how far it is.
  scroller.addEventListener('scroll', () => draw(), { passive: true })
  addEventListener('beforeprint', () => draw(true))
  addEventListener('afterprint', () => draw())
  new ResizeObserver(() => scroller.clientWidth !== arranged && arrange()).observe(scroller)
  player.watch((what) => {
    if (what === 'view') {
      scroller.scrollTop = 0
      arrange()
    }
    if (what === 'lang') {
      drawLanes()
      clear()
      draw()
    }
    if (what === 'seq') {
      reveal()
      draw()
    }
  })
  return panel
}

/** The first index whose value is not below `limit`; the values grow. */
function above(values, limit) {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}
