// What the reader chooses about the page: language, light or dark, the list of keys. Kept for the next page where it may be.

import { button, el } from './dom.js'
import { KEYS, word } from './words.js'

/** Reads a choice kept earlier; a browser may refuse. */
export function kept(name) {
  try {
    return localStorage.getItem(`wxhost.${name}`)
  } catch {
    return null
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`wxhost.${name}`, value)
  } catch {
    // It holds for this page then.
  }
}

/** The buttons, and what they do, for keys. */
export function toolbar(player) {
  const root = document.documentElement
  const dialog = el('dialog', { class: 'help' })
  const language = button('', '', () => actions.language())
  const theme = button('', el('i', { class: 'sign theme' }), () => actions.theme())
  const help = button('', '?', () => actions.help())

  const actions = {
    language() {
      const lang = player.lang === 'zh' ? 'en' : 'zh'
      keep('lang', lang)
      player.speak(lang)
    },
    theme() {
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
      root.dataset.theme = dark ? 'light' : 'dark'
      keep('theme', root.dataset.theme)
    },
    help() {
      if (dialog.open) dialog.close()
      else dialog.showModal()
    },
    close() {
      if (dialog.open) dialog.close()
    },
  }

  function name() {
    const { lang } = player
    root.lang = lang === 'zh' ? 'zh-CN' : 'en'
    for (const [tool, label] of [[language, 'language'], [theme, 'theme'], [help, 'help']]) {
      tool.setAttribute('aria-label', word(lang, label))
      tool.title = word(lang, label)
    }
    language.textContent = lang === 'zh' ? 'EN' : '中'
    dialog.setAttribute('aria-label', word(lang, 'help'))
    dialog.replaceChildren(
      el('dl', {}, KEYS.flatMap(([key, zh, en]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, lang === 'zh' ? zh : en)])),
      button(word(lang, 'close'), word(lang, 'close'), () => dialog.close()))
  }

  root.dataset.theme = kept('theme') ?? ''
  name()
  player.watch((what) => what === 'lang' && name())
  return { box: el('div', { class: 'tools' }, language, theme, help, dialog), actions }
}
