// A tree of everything that can come of a program; its leaves open their trace.

import { el } from './dom.js'
import { mountViewer } from './viewer.js'
import { pick, word } from './words.js'

/** Puts the tree and a viewer into `root`. */
export function mountOutcomes(root, index, view, lang) {
  let chosen = 0
  const beside = (player) => {
    const tree = el('nav', { class: 'panel tree' })
    const choose = (leaf) => {
      chosen = leaf
      history.replaceState(null, '', `#o${leaf + 1}`)
      player.show(view(leaf))
      draw()
    }
    const leafBox = (leaf) => el('li', {},
      el('button', { type: 'button', class: 'leaf', 'aria-current': leaf.view === chosen ? 'true' : null, onclick: () => choose(leaf.view) },
        el('b', { class: leaf.bad ? 'bad' : 'good' }, pick(player.lang, leaf.end)),
        el('span', {}, pick(player.lang, leaf.path))))
    const groupBox = (group) => el('li', {}, el('p', { class: 'sees' }, pick(player.lang, group.sees)), el('ul', {}, group.leaves.map(leafBox)))
    const flowBox = (flow) => el('section', {},
      el('h3', {}, el('code', {}, flow.call.join('; ') || word(player.lang, 'loading'))),
      flow.always.length ? el('p', { class: 'soft' }, `${word(player.lang, 'everyOutcome')}${word(player.lang, 'colon')}${flow.always.join(' · ')}`) : null,
      el('ul', {}, flow.groups.map(groupBox)))
    const draw = () => {
      const { lang } = player
      tree.setAttribute('aria-label', word(lang, 'outcomes'))
      const focused = tree.contains(document.activeElement)
      tree.replaceChildren(el('h2', {}, word(lang, 'outcomes')), el('p', { class: 'soft' }, pick(lang, index.counts)), ...index.flows.map(flowBox))
      if (focused) tree.querySelector('[aria-current]')?.focus()
    }
    player.watch((what) => what === 'lang' && draw())
    addEventListener('hashchange', () => {
      const wanted = Number(/^#o(\d{1,6})$/.exec(location.hash)?.[1]) - 1
      if (wanted >= 0 && wanted < index.views && wanted !== chosen) choose(wanted)
    })
    draw()
    return tree
  }
  const wanted = Number(/^#o(\d{1,6})$/.exec(location.hash)?.[1]) - 1
  if (wanted > 0 && wanted < index.views) chosen = wanted
  mountViewer(root, view(chosen), lang, beside)
}
