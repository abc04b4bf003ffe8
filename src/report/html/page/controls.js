// What surrounds the code: each control is a change of the scenario, written as `--set` takes it.

import { el } from './dom.js'
import { say } from './play_words.js'

/** A value as TOML writes it in a line; nothing for what it cannot say. */
export function toml(value) {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string') return JSON.stringify(value).replace(/\u007f/g, '\\u007f')
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) {
    const items = value.map(toml)
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
  }
  const members = Object.entries(value).map(([key, member]) => [JSON.stringify(key), toml(member)])
  return members.some(([, text]) => text === undefined) ? undefined : `{ ${members.map((pair) => pair.join(' = ')).join(', ')} }`
}

/** What the backend answers: JSON where TOML can say it, else the text itself. */
function answer(status, text) {
  const made = { status: Number(status) || 200 }
  const trimmed = text.trim()
  if (trimmed) {
    let json
    try {
      json = JSON.parse(trimmed)
    } catch {
      return `[${toml({ ...made, body: text })}]`
    }
    const whole = toml({ ...made, json })
    return `[${whole ?? toml({ ...made, body: text, headers: { 'content-type': 'application/json' } })}]`
  }
  return `[${toml(made)}]`
}

const CHOICES = {
  modal: { confirm: ['user.modal=["confirm"]'], cancel: ['user.modal=["cancel"]'], confirmCancel: ['user.modal=["confirm", "cancel"]'], ignore: ['user.modal=[]'] },
  consent: {
    granted: ['user.consent={ "scope.userInfo" = "granted" }'],
    denied: ['user.consent={ "scope.userInfo" = "denied" }'],
    allow: ['user.consent={}', 'user.dialog=["allow", "allow"]'],
    deny: ['user.consent={}', 'user.dialog=["deny", "deny"]'],
  },
  session: { none: ['platform.session=none'], valid: ['platform.session=valid'], expired: ['platform.session=expired'], displaced: ['platform.session=displaced'] },
}

/** The faults; `exchange` is the request to the backend. */
function faults(exchange) {
  const to = JSON.stringify(exchange)
  return {
    noFault: ['fault=[]'],
    loginFails: ['fault=[{ api = "login", errMsg = "login:fail timeout" }]'],
    refusedOnce: [`fault=[{ exchange = ${to}, nth = 1, network = "refused" }]`],
    refused: [`fault=[{ exchange = ${to}, network = "refused" }]`],
    reset: [`fault=[{ exchange = ${to}, network = "reset" }]`],
    timeout: [`fault=[{ exchange = ${to}, network = "timeout" }]`],
    busy: ['fault=[{ exchange = "GET wechat:/sns/jscode2session", errcode = -1 }]'],
  }
}

/** The controls. `changed` is told of every change. */
export function controls(player, index, changed) {
  const box = el('div', { class: 'controls' })
  const chosen = new Map()
  let backend = 'POST /login'
  let known = {}

  const field = (name, input) => el('label', { class: `field for-${name}` }, el('span', {}, say(player.lang, name)), input)
  const keep = (name, value) => {
    if (value === '' || (name === 'epoch' && value === known.epoch)) chosen.delete(name)
    else chosen.set(name, value)
    box.querySelector('.undo').disabled = !chosen.size
    changed()
  }
  const select = (name, options) => field(name, el('select', { 'data-name': name, onchange: (event) => keep(name, event.target.value) },
    el('option', { value: '' }, say(player.lang, 'asWritten')),
    options.map((option) => el('option', { value: option, selected: chosen.get(name) === option }, say(player.lang, option)))))
  const input = (name, attributes) => {
    const made = el('input', { 'data-name': name, autocomplete: 'off', spellcheck: 'false', oninput: (event) => keep(name, event.target.value), ...attributes })
    made.value = chosen.get(name) ?? ''
    return field(name, made)
  }
  const hints = () => {
    const first = known.backend?.[backend]?.[0]
    const hint = { call: (known.call ?? []).join('; '), status: first?.status ?? 200, body: first ? (first.body ?? JSON.stringify(first.json ?? {})) : '', latency: 30 }
    for (const [name, text] of Object.entries(hint)) box.querySelector(`[data-name="${name}"]`).placeholder = text
    // A date has no place for a hint: it shows the day whose rules apply.
    const epoch = box.querySelector('[data-name="epoch"]')
    if (!chosen.has('epoch') && epoch !== document.activeElement) epoch.value = known.epoch ?? ''
  }

  function draw() {
    const { lang } = player
    const focused = document.activeElement?.dataset?.name
    const scenario = el('select', { 'data-name': 'scenario', onchange: (event) => { index.chosen = event.target.value || null; changed() } },
      index.scenarios.length ? null : el('option', { value: '' }, say(lang, 'noScenario')),
      index.scenarios.map(({ name, about }) => el('option', { value: name, selected: name === index.chosen, title: about[lang === 'zh' ? 0 : 1] }, name)))
    box.replaceChildren(
      field('scenario', scenario),
      input('call', { class: 'fixed' }),
      select('modal', Object.keys(CHOICES.modal)),
      select('consent', Object.keys(CHOICES.consent)),
      select('session', Object.keys(CHOICES.session)),
      select('fault', Object.keys(faults(''))),
      input('status', { type: 'number', min: 100, max: 599 }),
      input('latency', { type: 'number', min: 0, max: 600000 }),
      input('body', { class: 'fixed' }),
      input('epoch', { type: 'date', min: '2017-01-01' }),
      el('button', { type: 'button', class: 'undo', disabled: !chosen.size, onclick: () => { chosen.clear(); draw(); changed() } }, say(lang, 'undo')))
    hints()
    if (focused) box.querySelector(`[data-name="${focused}"]`)?.focus()
  }

  draw()
  return {
    box,
    draw,
    /** What is changed in the scenario. */
    get sets() {
      const sets = []
      for (const name of ['modal', 'consent', 'session']) sets.push(...(CHOICES[name][chosen.get(name)] ?? []))
      const [method, path] = backend.includes(' ') ? backend.split(' ', 2) : ['POST', backend]
      sets.push(...(faults(`${method} backend:${path}`)[chosen.get('fault')] ?? []))
      if (chosen.has('call')) sets.push(`call=[${toml(chosen.get('call'))}]`)
      if (chosen.has('status') || chosen.has('body')) {
        const first = known.backend?.[backend]?.[0]
        const body = chosen.get('body') ?? (first?.body ?? (first?.json === undefined || first?.json === null ? '' : JSON.stringify(first.json)))
        sets.push(`backend.${JSON.stringify(backend)}=${answer(chosen.get('status') ?? first?.status ?? 200, body)}`)
      }
      if (chosen.has('latency')) sets.push(`latency.network=${Math.max(0, Math.trunc(Number(chosen.get('latency')) || 0))}`)
      if (chosen.has('epoch')) sets.push(`epoch=${toml(chosen.get('epoch'))}`)
      return sets
    },
    /** What the scenario says, once it was run. */
    learn(scenario, key, epoch) {
      if (key && key !== backend) backend = key
      // While the backend's answer is changed here, what the scenario itself says is not known anew.
      if (!chosen.has('status') && !chosen.has('body')) known = { ...known, backend: scenario.backend }
      if (!chosen.has('call')) known = { ...known, call: scenario.call }
      if (!chosen.has('epoch')) known = { ...known, epoch }
      hints()
    },
  }
}
