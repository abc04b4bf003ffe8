// Everything about the chosen event: its sentence, causes and effects, values, and the state of the world at that moment.

import { el, visible } from './dom.js'
import { token, value } from './values.js'
import { pick, word } from './words.js'

// Fields that stand elsewhere.
const KNOWN = new Set(['seq', 't', 'lane', 'kind', 'cause', 'at', 'via', 'stack', 'of', 'events', 'message'])

/** The panel; follows the player. */
export function detailsPanel(player) {
  const body = el('div', { class: 'scroller', tabindex: '0', role: 'region' })
  const panel = el('section', { class: 'panel details' }, body)
  let scrolled = false
  body.addEventListener('scroll', () => { scrolled = true }, { passive: true })

  function draw() {
    const { lang, view, seq, now } = player
    body.setAttribute('aria-label', word(lang, 'details'))
    body.replaceChildren()
    const found = view.at(now)
    if (!found) return
    const finding = view.findings.get(seq)
    const here = [...view.findings.values()].filter((other) => other.event === now || (seq === view.last && other))
    body.append(...(finding ? [card(finding, true)] : []), ...about(found), ...here.filter((other) => other !== finding).map((other) => card(other, false)), ...state(view.state(now)))
    // Asking how far it is scrolled would lay the page out.
    if (scrolled) body.scrollTop = 0
    scrolled = false
  }

  function about({ event, say, effects }) {
    const { lang } = player
    const parts = [
      el('p', { class: 'kicker' }, el('span', { class: `party ${event.lane}` }, word(lang, event.lane)), ` ${event.t} ms · `, el('a', { href: `#e${event.seq}` }, `${word(lang, 'event')} ${event.seq}`)),
      el('h2', {}, pick(lang, say)),
    ]
    const rows = []
    if (event.at) rows.push([word(lang, 'place'), el('span', {}, `${visible(event.at.file)}:${event.at.line}:${event.at.column}`)])
    if (event.via?.length) rows.push([word(lang, 'via'), el('span', {}, event.via.map((at) => at.line).join(' ◂ '))])
    const cause = player.view.cause(event.seq)
    if (cause) rows.push([word(lang, 'because'), link(cause)])
    if (effects?.length) rows.push([word(lang, 'leadsTo'), el('span', { class: 'stack' }, effects.slice(0, 8).map(link), effects.length > 8 ? `… +${effects.length - 8}` : null)])
    parts.push(table(rows))
    const values = Object.entries(event).filter(([key, data]) => !KNOWN.has(key) && data !== null && !(typeof data === 'object' && !Object.keys(data).length))
    if (event.message && event.kind === 'error') values.push(['message', event.message])
    if (values.length) parts.push(el('h3', {}, word(lang, 'values')), table(values.map(([key, data]) => [visible(key), value(data, 2)])))
    return parts
  }

  /** An event to go to. */
  function link(seq) {
    const found = player.view.at(seq)
    return el('a', { href: `#e${seq}`, class: 'event' }, `${seq} · ${pick(player.lang, found.say)}`)
  }

  function card(finding, chosen) {
    const { lang, view } = player
    const number = view.meta.findings.indexOf(finding) + 1
    return el('article', { class: `finding${chosen ? ' chosen' : ''}` },
      el('h3', {}, el('a', { href: `#e${finding.seq}` }, `▲${number} ${finding.rule}`)),
      finding.title ? el('p', { class: 'soft' }, pick(lang, finding.title)) : null,
      el('p', {}, pick(lang, finding.message)))
  }

  function state({ wechat, device }) {
    const { lang } = player
    const say = (name) => word(lang, name)
    const rows = []
    const codes = Object.entries(wechat.codes ?? {})
    if (codes.length) {
      rows.push([say('codes'), el('span', { class: 'stack' }, codes.map(([code, { state, refused }]) =>
        el('span', {}, token(code, state), ` ${say(state ?? 'refused')}`, refused !== undefined ? `, ${say('refused')}` : '')))])
    }
    for (const name of ['openid', 'unionid', 'session_key']) if (wechat[name]) rows.push([name, token(wechat[name])])
    if (wechat.session) rows.push([say('session'), el('span', { class: wechat.session === 'valid' ? 'good' : 'bad' }, say(wechat.session))])
    const consent = Object.entries(wechat.consent ?? {})
    if (consent.length) rows.push([say('consent'), el('span', { class: 'stack' }, consent.map(([scope, answer]) => el('span', {}, `${visible(scope)}${word(lang, 'colon')}${say(answer)}`)))])
    const kept = []
    const storage = Object.entries(device.storage ?? {})
    if (storage.length) kept.push([say('storage'), value(Object.fromEntries(storage.map(([key, [data]]) => [key, data])), 2)])
    if (device.globalData) kept.push([say('globalData'), value(device.globalData[0], 2)])
    return [
      el('h3', {}, say('wechatSide')), rows.length ? table(rows) : el('p', { class: 'soft' }, say('notYet')),
      el('h3', {}, say('device')), kept.length ? table(kept) : el('p', { class: 'soft' }, `${say('storage')}${say('colon')}${say('empty')}`),
    ]
  }

  player.watch((what) => what !== 'look' && what !== 'playing' && draw())
  return panel
}

function table(rows) {
  return el('dl', {}, rows.flatMap(([name, content]) => [el('dt', {}, name), el('dd', {}, content)]))
}
