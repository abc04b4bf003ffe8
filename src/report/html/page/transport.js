// Play, pause, step, scrub: the bar at the bottom, and the keys that do the same.

import { button, el } from './dom.js'
import { pick, word } from './words.js'

/** The bar; follows the player. */
export function transportBar(player) {
  const slider = el('input', { type: 'range', min: 0, step: 1, class: 'slider' })
  const marks = el('div', { class: 'marks', 'aria-hidden': 'true' })
  const time = el('output', { class: 'time' })
  const said = el('p', { class: 'said', 'aria-live': 'polite' })
  const buttons = el('div', { class: 'buttons' })
  const bar = el('footer', { class: 'transport' }, buttons, el('div', { class: 'track' }, marks, slider), time, said)
  slider.addEventListener('input', () => {
    player.pause()
    player.go(player.view.steps[Number(slider.value)])
  })

  function build() {
    const { lang, view } = player
    const tool = (name, sign, action) => button(word(lang, name), sign, action, { 'data-tool': name })
    buttons.replaceChildren(
      tool('first', '⏮', () => player.go(view.steps[0])),
      tool('previous', '◀', () => player.step(-1)),
      tool(player.playing ? 'pause' : 'play', player.playing ? '❚❚' : '►', () => player.toggle()),
      tool('next', '▶', () => player.step(1)),
      tool('last', '⏭', () => player.go(view.last)),
      view.findings.size ? button(`▲ ${view.findings.size} · ${word(lang, 'nextFinding')}`, `▲ ${view.findings.size}`, () => player.stepFinding(), { 'data-tool': 'nextFinding' }) : '')
    for (const [index, sign] of ['begin', 'back', player.playing ? 'pause' : 'play', 'forth', 'end'].entries()) draw(buttons.children[index], sign)
    slider.max = Math.max(view.steps.length - 1, 0)
    slider.setAttribute('aria-label', word(lang, 'position'))
    const width = Math.max(view.steps.length - 1, 1)
    marks.replaceChildren(...[...view.findings.values()].map((finding) => {
      const mark = el('i')
      mark.style.setProperty('--at', (view.stepOf.get(finding.event) ?? 0) / width)
      return mark
    }))
    place()
  }

  function place() {
    const { lang, view, now } = player
    slider.value = view.stepOf.get(now) ?? 0
    const say = view.has(now) ? pick(lang, view.at(now).say) : ''
    time.textContent = `${view.time(now)} ms`
    said.textContent = say
    slider.setAttribute('aria-valuetext', `${view.time(now)} ms · ${say}`)
  }

  player.watch((what) => (what === 'seq' ? place() : what !== 'look' && build()))
  return bar
}

/** Signs drawn by the style sheet: fonts differ too much in theirs. */
function draw(tool, sign) {
  tool.replaceChildren(el('i', { class: `sign ${sign}` }))
}

/** The keys. `tools` are what the page does besides: search, language, theme, help. */
export function keys(player, tools) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typing = event.target.matches?.('input:not([type=range]), textarea, select, [contenteditable]')
    if (event.key === 'Escape') return tools.close()
    if (typing) return
    const onButton = event.target.matches?.('button, a, summary')
    const actions = {
      ' ': onButton ? undefined : () => player.toggle(),
      ArrowRight: () => player.step(1),
      ArrowLeft: () => player.step(-1),
      ArrowDown: () => player.stepRow(1),
      ArrowUp: () => player.stepRow(-1),
      Home: () => player.go(player.view.steps[0]),
      End: () => player.go(player.view.last),
      f: () => tools.next?.(1) ?? player.stepFinding(1),
      F: () => tools.next?.(-1) ?? player.stepFinding(-1),
      c: () => player.go(player.view.cause(player.now)),
      '/': () => tools.search(),
      l: () => tools.language(),
      t: () => tools.theme(),
      '?': () => tools.help(),
    }
    const action = actions[event.key]
    if (!action) return
    event.preventDefault()
    action()
  })
}
