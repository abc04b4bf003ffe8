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
    const shown = view.state(now)?.screen ?? {}
    const title = shown['navigation-bar']?.title ?? word(lang, 'untitled')
    screen.replaceChildren(...[
      el('div', { class: 'status' }, el('span', {}, clock(view.meta.header.start, view.time(now))), el('span', { class: 'battery' })),
      el('div', { class: 'bar' }, el('span', {}, clip(visible(title), 24)), el('span', { class: 'capsule' }, el('i'), el('i'))),
      el('div', { class: 'content' }, shown.route?.page ? el('p', { class: 'route' }, clip(visible(shown.route.page), 60)) : null, el('i'), el('i'), el('i')),
      shown.toast ? toast(shown.toast) : null,
      shown.modal ? modal(shown.modal, lang) : null,
      shown.sheet ? sheet(shown.sheet, lang) : null,
      shown.consent ? consent(shown.consent, lang) : null,
    ].filter(Boolean))
    const parts = [...screen.querySelectorAll('.pop')].map((pop) => pop.textContent)
    told.textContent = parts.join(' ') || word(lang, 'screenEmpty')
  }

  player.watch(draw)
  return panel
}

/** What is shown; texts of a program can be of any kind and any length. */
const textOf = (value, most = 120) => (value === undefined || value === null ? '' : clip(visible(value), most))

function toast({ widget, detail: [detail] }) {
  const icon = widget === 'loading' || detail.icon === 'loading' ? 'spin' : detail.icon === 'none' ? '' : detail.icon === 'error' ? 'cross' : 'tick'
  const words = textOf(detail.title)
  return el('div', { class: `pop toast${icon ? '' : ' plain'}` }, icon ? el('i', { class: icon }) : null, words ? el('span', {}, words) : null)
}

function modal({ detail: [detail], answer }, lang) {
  const tapped = answer?.[0]?.button
  const choice = (name, text) => el('span', { class: `choice ${name}${tapped === name ? ' tapped' : ''}` }, text)
  return el('div', { class: 'veil' },
    el('div', { class: 'pop modal' },
      detail.title ? el('b', {}, textOf(detail.title, 60)) : null,
      el('p', {}, textOf(detail.content, 300)),
      el('div', { class: 'choices' },
        detail.showCancel === false ? null : choice('cancel', textOf(detail.cancelText ?? word(lang, 'cancel'), 8)),
        choice('confirm', textOf(detail.confirmText ?? 'OK', 8)))))
}

function sheet({ detail: [detail], answer }, lang) {
  const items = Array.isArray(detail.itemList) ? detail.itemList.slice(0, 6) : []
  const tapped = answer?.[0]?.index ?? answer?.[0]?.tapIndex
  return el('div', { class: 'veil low' },
    el('div', { class: 'pop sheet' }, items.map((item, index) => el('span', { class: tapped === index ? 'tapped' : null }, textOf(item, 30))), el('span', { class: 'gap' }, word(lang, 'cancel'))))
}

function consent({ detail: [detail], answer }, lang) {
  const state = answer?.[0]?.answer ?? answer?.[0]?.state ?? answer?.[0]?.button
  const tapped = state && /grant|allow/.test(state) ? 'allow' : state ? 'deny' : ''
  return el('div', { class: 'veil low' },
    el('div', { class: 'pop ask' },
      el('p', {}, `${word(lang, 'asksFor')} `, el('b', {}, textOf(detail.scope, 60))),
      el('div', { class: 'choices' },
        el('span', { class: `choice cancel${tapped === 'deny' ? ' tapped' : ''}` }, word(lang, 'deny')),
        el('span', { class: `choice confirm${tapped === 'allow' ? ' tapped' : ''}` }, word(lang, 'allow')))))
}

/** The time of day in Shanghai. */
function clock(start, ms) {
  const at = Date.parse(start)
  if (Number.isNaN(at)) return '--:--'
  return new Date(at + ms + 8 * 3600000).toISOString().slice(11, 16)
}
