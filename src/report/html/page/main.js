// Starts the page: what it shows is in the document, what it is says the document's index.

import { mountCompare } from './compare.js'
import { viewsOf } from './data.js'
import { mountOutcomes } from './outcomes.js'
import { kept } from './tools.js'
import { mountViewer } from './viewer.js'

const root = document.getElementById('app')
const { index, view } = viewsOf(document)
const lang = kept('lang') ?? index.lang

function start() {
  if (index.kind === 'compare') mountCompare(root, index, [view(0), view(1)], lang)
  else if (index.kind === 'outcomes') mountOutcomes(root, index, view, lang)
  else mountViewer(root, view(0), lang)
}

// The title is painted before anything else is made.
requestAnimationFrame(() => setTimeout(start))
