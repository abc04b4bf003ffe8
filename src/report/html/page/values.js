// Values as trees that open and close, with identity: the same placeholder looks the same everywhere.

import { clip, el, visible } from './dom.js'

const PLACEHOLDER = /^<[a-z_]+:\d+>$/
// More members than these are not shown, and what is deeper opens on demand.
const MOST = 100

/** A value. `open` says how deep it is open at the beginning. */
export function value(data, open = 1) {
  if (data === null || typeof data !== 'object') return leaf(data)
  const entries = Object.entries(data)
  const [before, after] = Array.isArray(data) ? ['[', ']'] : ['{', '}']
  if (!entries.length) return el('span', { class: 'value' }, before + after)
  const rows = () => {
    const list = el('ul', { class: 'members' }, entries.slice(0, MOST).map(([key, member]) =>
      el('li', {}, el('span', { class: 'key' }, clip(visible(key), 80)), ' ', value(member, open - 1))))
    if (entries.length > MOST) list.append(el('li', { class: 'soft' }, `… +${entries.length - MOST}`))
    return list
  }
  if (open > 0) return rows()
  const details = el('details', { class: 'value' }, el('summary', {}, `${before}…${after} ${entries.length}`))
  details.addEventListener('toggle', () => details.children.length < 2 && details.append(rows()))
  return details
}

function leaf(data) {
  if (typeof data !== 'string') return el('span', { class: 'value literal' }, String(data))
  if (PLACEHOLDER.test(data)) return token(data)
  const text = visible(data)
  if (text.length <= 400) return el('span', { class: 'value string' }, text)
  const details = el('details', { class: 'value string' }, el('summary', {}, `${text.slice(0, 200)}… (${text.length})`))
  details.addEventListener('toggle', () => details.children.length < 2 && details.append(el('span', {}, clip(text, 20000))))
  return details
}

/** A generated value. */
export function token(name, state) {
  return el('span', { class: `token${state ? ` ${state}` : ''}` }, visible(name))
}
