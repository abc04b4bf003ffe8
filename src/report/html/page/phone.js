// The mini-program's screen as the user sees it at the moment, drawn with boxes alone.

import { clip, el, visible } from './dom.js'
import { word } from './words.js'

/** The panel; follows the player. `name` tells it from another on the same page. */
export function phonePanel(player, name) {
  const screen = el('div', { class: 'glass' })
  const told = el('p', { class: 'sr' })
  const panel = el('section', { class: 'panel phone', role: 'region' }, el('div', { class: 'handset' }, screen), told)

  function draw() {
    const { lang, view, now } = player
    panel.setAttribute('aria-label', [word(lang, 'phone'), name && word(lang, name)].filter(Boolean).join(' · '))
    const [shown] = view.state(now)?.screen ?? []
    const title = shown?.title ?? word(lang, 'untitled')
    screen.replaceChildren(...[
      el('div', { class: 'status' }, el('span', {}, clock(view.meta.header.start, view.time(now))), el('span', { class: 'battery' })),
      el('div', { class: 'bar' }, el('span', {}, shown?.busy ? el('i', { class: 'spin' }) : null, textOf(title, 24)), el('span', { class: 'capsule' }, el('i'), el('i'))),
      el('div', { class: 'content' }, shown?.refreshing ? el('i', { class: 'spin' }) : null, shown?.page ? el('p', { class: 'route' }, textOf(shown.page, 60)) : null, el('b'), el('b'), el('b')),
      shown?.toast ? toast(shown.toast) : null,
      shown?.dialogs.length ? dialog(shown.dialogs.at(-1), lang) : null,
    ].filter(Boolean))
    const parts = [...screen.querySelectorAll('.pop')].map((pop) => pop.textContent)
    told.textContent = parts.join(' ') || word(lang, 'screenEmpty')
  }

  player.watch((what) => what !== 'look' && what !== 'playing' && draw())
  return panel
}

/** What is shown; texts of a program can be of any kind and any length. */
const textOf = (value, most = 120) => (value === undefined || value === null ? '' : clip(visible(value), most))

const ICONS = { loading: 'spin', none: '', error: 'cross', image: 'image' }

function toast({ icon, title }) {
  const sign = ICONS[icon] ?? 'tick'
  const words = textOf(title)
  return el('div', { class: `pop toast${sign ? '' : ' plain'}` }, sign ? el('i', { class: sign }) : null, words ? el('span', {}, words) : null)
}

/** The dialog on top. The button that was tapped shows it for the moment of the answer. */
function dialog({ widget, title, content, buttons, tapped }, lang) {
  const low = widget === 'action-sheet' || widget === 'consent'
  const answers = buttons.length || widget === 'action-sheet' ? buttons.slice(0, 8).map((text) => [text, tapped === text]) : [
    [word(lang, 'deny'), tapped !== null && !/grant|allow/.test(tapped)],
    [word(lang, 'allow'), tapped !== null && /grant|allow/.test(tapped)],
  ]
  const choices = answers.map(([text, hit], index) =>
    el('span', { class: `choice${index === answers.length - 1 && widget !== 'action-sheet' ? ' confirm' : ''}${hit ? ' tapped' : ''}` }, textOf(text, 30)))
  if (widget === 'action-sheet') choices.push(el('span', { class: 'choice gap' }, word(lang, 'cancel')))
  const said = widget === 'consent' ? `${word(lang, 'asksFor')} ${textOf(content, 60)}` : textOf(content, 300)
  return el('div', { class: `veil${low ? ' low' : ''}` },
    el('div', { class: `pop ${widget === 'action-sheet' ? 'sheet' : 'modal'}` },
      title ? el('b', {}, textOf(title, 60)) : null, said ? el('p', {}, said) : null, el('div', { class: 'choices' }, choices)))
}

/** The time of day in Shanghai. */
function clock(start, ms) {
  const at = Date.parse(start)
  if (Number.isNaN(at)) return '--:--'
  return new Date(at + ms + 8 * 3600000).toISOString().slice(11, 16)
}
