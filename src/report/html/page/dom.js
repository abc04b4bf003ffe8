// Elements, made without markup: whatever a program said becomes text and nothing else.

const SVG = 'http://www.w3.org/2000/svg'

/** An element with attributes (`class`, `aria-…`, `onclick` as a function) and children (nodes, texts, nothing). */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children)
}

/** The same for SVG. */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children)
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/** A button with a name for those who cannot see its sign. */
export function button(label, sign, onclick, attributes) {
  return el('button', { type: 'button', 'aria-label': label, title: label, onclick, ...attributes }, sign)
}

// Characters that reorder or hide text are shown as what they are.
const DECEIVING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g

/** A text of a program, safe to look at; line ends and tabs stay. */
export function visible(text) {
  return String(text).replace(DECEIVING, (found) =>
    [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''))
}

/** A text cut to so many characters. */
export function clip(text, most) {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
