// A trace on a page: the panels around one player. Pages that get traces by other ways than this document use it as it is.

import { articlePanel } from './article.js'
import { detailsPanel } from './details.js'
import { diagramPanel } from './diagram.js'
import { el } from './dom.js'
import { phonePanel } from './phone.js'
import { Player } from './player.js'
import { searchField } from './search.js'
import { toolbar } from './tools.js'
import { keys, transportBar } from './transport.js'
import { rulesOf, word } from './words.js'

/** Puts a viewer into `root`. `beside` is shown left of it, such as a tree of outcomes. Gives its player: `player.show(view)`. */
export function mountViewer(root, view, lang, beside) {
  const player = new Player(view, lang)
  const title = el('div', { class: 'title' })
  const search = searchField(player)
  const tools = toolbar(player)
  const panels = { diagram: diagramPanel(player), text: articlePanel(player), phone: phonePanel(player), details: detailsPanel(player) }
  const tabs = tabBar(player)
  const main = el('main', { class: 'panels', 'data-tab': 'diagram' }, panels.diagram, panels.text, el('div', { class: 'side' }, panels.phone, panels.details))
  tabs.watch((tab) => { main.dataset.tab = tab })
  const top = el('header', { class: 'top' }, title, search.box, tools.box)
  root.replaceChildren(top, tabs.box, ...(beside ? [el('div', { class: 'split' }, beside(player), main)] : [main]), transportBar(player))
  root.removeAttribute('aria-busy')
  player.watch((what) => (what === 'view' || what === 'lang') && head(title, player))
  keys(player, { ...tools.actions, search: search.focus, close: () => { search.close(); tools.actions.close() } })
  follow(player)
  player.tell('view')
  return player
}

/** What was run, and what came of it. */
function head(box, player) {
  const { lang, view } = player
  const { header, findings } = view.meta
  const sources = header.sources.map(({ file, blocks }) => (blocks.length ? `${file}#${blocks.join(',')}` : file)).slice(0, 3)
  const name = header.scenario ?? (header.call.join(' ') || sources.join(' + '))
  const facts = [...(name === sources.join(' + ') ? [] : sources), ...(name === header.call.join(' ') ? [] : header.call),
    rulesOf(lang, header), `${word(lang, 'seed')} ${header.seed}`]
  const count = findings.length
  const verdict = count ? `▲ ${count} ${word(lang, count === 1 ? 'finding' : 'findings')}` : `✓ ${word(lang, 'noFindings')}`
  box.replaceChildren(
    el('h1', {}, name),
    el('button', { type: 'button', class: `verdict ${count ? 'found' : 'fine'}`, disabled: !count, onclick: () => player.stepFinding() }, verdict),
    el('p', { class: 'facts' }, facts.join(' · ')))
  document.title = `${name} · wxhost`
}

/** Panels as tabs, where there is room for one only. */
function tabBar(player) {
  const names = ['diagram', 'text', 'phone', 'details']
  const watchers = []
  let chosen = 'diagram'
  const box = el('div', { class: 'tabs', role: 'group' })
  const draw = () => box.replaceChildren(...names.map((name) =>
    el('button', { type: 'button', 'aria-pressed': String(name === chosen), onclick: () => choose(name) }, word(player.lang, name === 'text' ? 'textTab' : name))))
  const choose = (name) => {
    chosen = name
    draw()
    for (const watcher of watchers) watcher(name)
  }
  player.watch((what) => (what === 'view' || what === 'lang') && draw())
  return { box, watch: (watcher) => watchers.push(watcher) }
}

/** Links to events: `#e17`. */
function follow(player) {
  const read = () => {
    const seq = Number(/^#e(\d{1,9})$/.exec(location.hash)?.[1])
    if (player.view.has(seq)) player.go(seq)
  }
  addEventListener('hashchange', read)
  player.watch((what) => {
    if (what === 'view') read()
    if (what === 'seq' && location.hash !== `#e${player.seq}`) {
      try {
        history.replaceState(history.state, '', `#e${player.seq}`)
      } catch {
        // Some browsers refuse when it is done too often; the link then is a little late.
      }
    }
  })
}
