// Search in what the events say, in either language, and in their values.

import { el } from './dom.js'
import { pick, word } from './words.js'

// How many results are listed.
const MOST = 30

/** The field and its list; follows the player. */
export function searchField(player) {
  const input = el('input', { type: 'search', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'results', autocomplete: 'off', spellcheck: 'false' })
  const list = el('ul', { id: 'results', class: 'results', role: 'listbox', hidden: true })
  const box = el('div', { class: 'search' }, input, list)
  let found = []
  let chosen = 0
  let timer
  let searched = ''

  function search() {
    const wanted = input.value.trim().toLowerCase()
    searched = input.value
    found = []
    const { view } = player
    for (let seq = 1; wanted && seq <= view.meta.count && found.length < MOST; seq++) {
      const { event, say } = view.at(seq)
      const text = `${say[0]}\n${say[1]}\n${event.kind}\n${event.rule ?? ''}\n${event.at ? `${event.at.file}:${event.at.line}` : ''}`
      if (text.toLowerCase().includes(wanted) || JSON.stringify(event).toLowerCase().includes(wanted)) found.push(seq)
    }
    chosen = 0
    draw(wanted)
  }

  function draw(wanted) {
    const { lang, view } = player
    list.hidden = !wanted
    input.setAttribute('aria-expanded', String(!list.hidden))
    list.replaceChildren(...found.map((seq, index) =>
      el('li', { id: `result-${seq}`, role: 'option', 'aria-selected': String(index === chosen), onmousedown: (event) => { event.preventDefault(); take(seq) } },
        el('small', {}, `${view.time(seq)} ms`), ' ', pick(lang, view.at(seq).say))))
    if (wanted && !found.length) list.append(el('li', { role: 'option', 'aria-selected': 'false', class: 'soft' }, word(lang, 'nothingFound')))
    if (found.length) input.setAttribute('aria-activedescendant', `result-${found[chosen]}`)
    else input.removeAttribute('aria-activedescendant')
  }

  function take(seq) {
    player.go(seq)
    close()
  }

  function close() {
    clearTimeout(timer)
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.blur()
  }

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(search, 80)
  })
  input.addEventListener('keydown', (event) => {
    // Whoever types faster than results come means what was typed.
    if (input.value !== searched) search()
    if (event.key === 'Enter' && found.length) take(found[chosen])
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!by || !found.length) return
    event.preventDefault()
    chosen = (chosen + by + found.length) % found.length
    draw(input.value)
    list.children[chosen].scrollIntoView({ block: 'nearest' })
  })
  input.addEventListener('blur', () => { list.hidden = true })
  const name = () => {
    input.placeholder = word(player.lang, 'search')
    input.setAttribute('aria-label', word(player.lang, 'search'))
    list.setAttribute('aria-label', word(player.lang, 'search'))
  }
  name()
  player.watch((what) => what === 'lang' && name())
  return { box, focus: () => input.focus(), close }
}
