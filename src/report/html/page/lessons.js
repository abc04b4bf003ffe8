// The lessons: a few sentences, a question, and answers that are tried by running.

import { el } from './dom.js'
import { say } from './play_words.js'
import { pick } from './words.js'

/** The panel of lessons. `ask` asks the server, `show` shows a run, `left` is told when the reader goes back to the own code. */
export function lessonsPanel(player, { ask, show, left }) {
  const box = el('section', { class: 'lesson' })
  let all = []
  let chosen = null
  let verdict = null

  async function choose(name) {
    chosen = all.find((lesson) => lesson.name === name) ?? null
    verdict = null
    draw()
    if (!chosen) return left()
    const told = await ask('lesson', { lesson: name })
    if (told && chosen?.name === name) show(told)
  }

  async function attempt(choice) {
    const { name } = chosen
    const told = await ask('attempt', { lesson: name, choice })
    if (!told || chosen?.name !== name) return
    verdict = { choice, ...told }
    show(told)
    draw()
  }

  function draw() {
    const { lang } = player
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.at : undefined
    const select = el('select', { 'data-at': 'lesson', onchange: (event) => choose(event.target.value) },
      el('option', { value: '' }, say(lang, 'own')),
      all.map(({ name, title }, index) => el('option', { value: name, selected: name === chosen?.name }, `${index + 1}. ${pick(lang, title)}`)))
    const parts = [el('label', { class: 'field' }, el('span', {}, say(lang, 'lesson')), select)]
    if (chosen) {
      parts.push(
        ...pick(lang, chosen.text).split(/\n\s*\n/).map((text) => el('p', {}, text)),
        el('p', { class: 'soft' }, say(lang, 'lessonShown')),
        el('h2', {}, pick(lang, chosen.question)),
        el('ol', {}, chosen.choices.map((choice, index) => el('li', {},
          el('button', { type: 'button', 'data-at': `choice${index}`, 'aria-pressed': String(verdict?.choice === index), onclick: () => attempt(index) }, pick(lang, choice))))))
    }
    const said = verdict ? [el('b', { class: verdict.right ? 'good' : 'bad' }, say(lang, verdict.right ? 'right' : 'wrong')), pick(lang, verdict.because)] : []
    parts.push(el('p', { class: 'judged', role: 'status' }, said))
    box.replaceChildren(...parts)
    if (focused) box.querySelector(`[data-at="${focused}"]`)?.focus()
  }

  ask('lessons', {}).then((told) => {
    all = told?.lessons ?? []
    draw()
  })
  draw()
  return { box, draw, close: () => { if (chosen) { chosen = null; verdict = null; draw() } } }
}
