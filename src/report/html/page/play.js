// The page of `wxhost play`: whatever is changed runs again, and the viewer shows what came of it.

import { legendOf } from './article.js'
import { View, viewsOf } from './data.js'
import { el } from './dom.js'
import { controls } from './controls.js'
import { editor } from './editor.js'
import { lessonsPanel } from './lessons.js'
import { say } from './play_words.js'
import { kept } from './tools.js'
import { mountViewer } from './viewer.js'
import { pick } from './words.js'

/** How long a change waits for the next one, in milliseconds. */
const PAUSE = 200

const root = document.getElementById('app')
const { index, view } = viewsOf(document)

/** Asks the server that this page came from; nothing when it is gone. */
async function ask(what, question) {
  try {
    const answer = await fetch(what, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) })
    return answer.ok ? await answer.json() : undefined
  } catch {
    return undefined
  }
}

function bench(player) {
  const box = el('section', { class: 'panel bench' })
  const status = el('p', { class: 'status', role: 'status' })
  const trouble = el('div', { class: 'trouble', role: 'alert' })
  const foot = el('div', { class: 'foot' })
  const legend = el('p', { class: 'legend', hidden: true })
  let timer = 0
  let newest = 0
  let last = null
  // Whether a lesson's run is shown: its lines are not those in the editor.
  let foreign = false
  let state = 'running'
  let saved = { text: index.text, sha256: index.sha256 }
  // Why the file was not written: it stays until there is something new to write.
  let refused = []

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(run, PAUSE)
    lessons.close()
    refused = []
    tell()
  }
  const code = editor(player, index.text, { changed: later, save: () => wish('save') })
  const around = controls(player, index, later)
  const lessons = lessonsPanel(player, { ask, show: (told) => shown(told, true), left: () => run() })

  async function run() {
    const number = ++newest
    state = 'running'
    tell()
    const told = await ask('run', { code: code.text, scenario: index.chosen, sets: around.sets })
    if (number !== newest || told?.stale) return
    last = told ?? null
    if (!told) {
      state = 'gone'
      return tell()
    }
    if (told.scenario) around.learn(told.scenario, told.backend, told.view?.meta.header.epoch)
    shown(told)
  }

  /** Shows a run, or what kept it from being one. */
  function shown(told, ofLesson = false) {
    state = told
    foreign = ofLesson
    if (told.view) {
      // Where the reader stood is kept as far as it is still there; the first run is looked at at its end.
      player.show(new View(told.view.meta, told.view.chunks))
      if (location.hash === '') player.go(player.view.last, false)
    }
    problems(told.problems ?? [])
    tell()
  }

  function problems(ofRun) {
    const found = [...refused, ...ofRun]
    const { lang } = player
    const text = (message) => message?.[lang] ?? message?.en ?? ''
    trouble.replaceChildren(...found.map((one) => el('div', {},
      el('p', {}, one.place ? el('code', {}, `${one.place} `) : null, el('b', {}, text(one.what))),
      one.excerpt ? el('pre', { tabindex: '0' }, one.excerpt) : null,
      one.help ? el('p', { class: 'soft' }, text(one.help)) : null)))
    trouble.hidden = !found.length
    const [, line] = /:(\d+):\d+$/.exec(found[0]?.place?.startsWith(`${index.file}:`) ? found[0].place : '') ?? []
    code.mark({ bad: Number(line ?? 0) })
    if (line) code.reveal(Number(line))
  }

  function tell() {
    const { lang } = player
    const dirty = code.text !== saved.text ? say(lang, 'unsaved') : ''
    const ended = typeof state === 'string' ? say(lang, state) : state.verdict ? pick(lang, state.verdict) : ''
    status.textContent = [ended, dirty].filter(Boolean).join(' · ')
    status.classList.toggle('bad', state === 'gone' || (typeof state === 'object' && state.clean === false))
    box.dataset.state = typeof state === 'string' ? state : state.view ? 'shown' : 'failed'
  }

  /** The buttons, a question before a file is written, or a text to be copied. */
  function wish(what = 'buttons', text = '') {
    const { lang } = player
    const press = (name, action, attributes) => el('button', { type: 'button', 'data-do': name, onclick: action, ...attributes }, say(lang, name))
    if (what === 'save') {
      foot.replaceChildren(el('span', {}, say(lang, 'reallySave')), press('overwrite', save), press('back', () => wish()))
      foot.querySelector('[data-do=overwrite]').focus()
    } else if (what === 'copy') {
      const area = el('textarea', { class: 'fixed', readonly: true, rows: 8, 'aria-label': say(lang, 'copyHere') })
      area.value = text
      foot.replaceChildren(el('span', {}, say(lang, 'copyHere')), area, press('back', () => wish()))
      area.select()
    } else foot.replaceChildren(press('copy', copy), press('save', () => wish('save')), text ? el('span', { role: 'status' }, text) : '')
  }

  async function copy() {
    const toml = last?.toml?.Ok
    if (!toml) return problems([{ what: { zh: last?.toml?.Err ?? '先运行成功一次', en: last?.toml?.Err ?? 'let it run first' } }])
    try {
      await navigator.clipboard.writeText(toml)
      wish('buttons', say(player.lang, 'copied'))
    } catch {
      // Without the right to the clipboard, the reader copies it.
      wish('copy', toml)
    }
  }

  async function save() {
    const text = code.text
    const told = await ask('save', { code: text, sha256: saved.sha256 })
    if (told?.sha256) saved = { text, sha256: told.sha256 }
    refused = told?.problems ?? []
    problems(typeof state === 'object' ? state.problems ?? [] : [])
    if (!told) state = 'gone'
    wish('buttons', told?.sha256 ? say(player.lang, 'saved') : '')
    tell()
  }

  /** Whether a place is in the text that the editor shows. */
  const own = (place) => !foreign && place?.file === index.file

  /** The line where time stands; 0 for none. */
  function here() {
    const at = player.view.findings.get(player.seq)?.at ?? player.view.at(player.now)?.event?.at
    return own(at) ? at.line : 0
  }

  function mark() {
    const { view } = player
    const found = new Set(view.meta.findings.filter((one) => own(one.at)).map((one) => one.at.line))
    const text = view.meta.texts.find(own)
    code.mark({ now: here(), found, ran: new Set(text?.ran), never: new Set(text?.never) })
    const signs = legendOf(player.lang, view, false)
    legend.replaceChildren(...signs.childNodes)
    legend.hidden = !text?.measured
  }

  function name() {
    box.setAttribute('aria-label', say(player.lang, 'bench'))
    code.name()
    around.draw()
    lessons.draw()
    wish()
    tell()
    problems(typeof state === 'object' ? state.problems ?? [] : [])
  }

  addEventListener('beforeunload', (event) => { if (code.text !== saved.text) event.preventDefault() })
  player.watch((what) => {
    if (what === 'lang') name()
    if (what === 'look' && player.walked && here()) code.reveal(here())
    if (what !== 'look' && what !== 'playing') mark()
  })
  box.append(code.box, legend, trouble, status, el('div', { class: 'around' }, around.box, foot, lessons.box))
  name()
  requestAnimationFrame(() => {
    const first = index.text.split('\n').findIndex((line) => /^\s*(```+|~~~+)\s*(js|javascript|ts|typescript)\b/.test(line))
    if (first > 0) code.reveal(first + 1)
    run()
  })
  return box
}

// The title is painted before anything else is made.
requestAnimationFrame(() => setTimeout(() => mountViewer(root, view(0), kept('lang') ?? index.lang, bench)))
