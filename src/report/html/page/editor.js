// The code: a plain text area with line numbers, the lines of findings and of the present event marked beside it.

import { el } from './dom.js'
import { say } from './play_words.js'

/** The editor. `changed` is told of every change, `save` of Ctrl+S. */
export function editor(player, text, { changed, save }) {
  const area = el('textarea', { class: 'code', wrap: 'off', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' })
  const numbers = el('div', { class: 'numbers', 'aria-hidden': 'true' })
  const box = el('div', { class: 'editor' }, numbers, area)
  let marked = { found: new Set(), ran: new Set(), never: new Set(), now: 0, bad: 0 }
  let leaving = false
  area.value = text

  const draw = () => {
    const count = area.value.split('\n').length
    while (numbers.children.length > count) numbers.lastChild.remove()
    while (numbers.children.length < count) numbers.append(el('i', {}, String(numbers.children.length + 1)))
    for (const [index, number] of [...numbers.children].entries()) {
      const line = index + 1
      const how = [line === marked.bad ? 'wrong' : marked.found.has(line) ? 'found' : '', line === marked.now ? 'now' : '',
        marked.ran.has(line) ? 'ran' : marked.never.has(line) ? 'never' : ''].filter(Boolean).join(' ')
      if (number.className !== how) number.className = how
    }
    numbers.scrollTop = area.scrollTop
  }
  area.addEventListener('scroll', () => { numbers.scrollTop = area.scrollTop })
  area.addEventListener('input', () => { draw(); changed() })
  area.addEventListener('focus', () => { leaving = false })
  area.addEventListener('keydown', (event) => {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      save()
    } else if (event.key === 'Escape') leaving = true
    else if (event.key === 'Tab' && !event.shiftKey && !leaving && !event.ctrlKey && !event.altKey) {
      event.preventDefault()
      // The only way that leaves undo as it was.
      if (!document.execCommand('insertText', false, '  ')) area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end')
    } else if (event.key !== 'Tab') leaving = false
  })

  const name = () => {
    area.setAttribute('aria-label', say(player.lang, 'code'))
    area.setAttribute('aria-description', say(player.lang, 'keysOfCode'))
    area.title = say(player.lang, 'keysOfCode')
  }
  const height = () => area.scrollHeight / Math.max(area.value.split('\n').length, 1)
  name()
  draw()
  return {
    box,
    get text() { return area.value },
    name,
    /** Marks lines: those of findings, those that ran and never did, the one of the present, the one of a mistake. */
    mark(lines) {
      marked = { ...marked, ...lines }
      draw()
    },
    /** Scrolls a line into view. */
    reveal(line) {
      const top = (line - 1) * height()
      if (top < area.scrollTop || top > area.scrollTop + area.clientHeight - 40) area.scrollTop = Math.max(top - 48, 0)
    },
    focus: () => area.focus(),
  }
}
