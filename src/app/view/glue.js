// What joins WeChat's component framework (GE: glass-easel, MP: its mini-program adapter) to wxhost. `host` holds natives.
'use strict'
const GE = require('glass-easel')
const MP = require('glass-easel-miniprogram-adapter')
const host = require('wxhost')
const LIFETIMES = ['created', 'attached', 'ready', 'moved', 'detached', 'error']
// Properties are read from `data`; as fields of nodes they would hide what nodes have, such as `dataset`.
GE.globalOptions.writeFieldsToNode = false
const backend = new GE.EmptyBackendContext()
const env = new MP.MiniProgramEnv()
const associated = env.associateBackend(backend)
const space = env.createCodeSpace('main', true)
const Caller = MP.component.ComponentCaller
const isComponent = (node) => GE.Component.isComponent(node)
const pathOf = (component) => (typeof component === 'string' ? component : (component && component.is) || '')

GE.addGlobalErrorListener((error, method, component) => {
  host.error(error, String(method || ''), pathOf(component))
  return false
})
const told = new Set()
GE.addGlobalWarningListener((message, component) => {
  const [text, path] = [String(message), pathOf(component)]
  // A related component that no page uses is nothing wrong; and once is enough.
  const harmless = text.startsWith('the target of relation') || text.startsWith('no relation')
  if (harmless || told.has(path + text)) return false
  told.add(path + text)
  host.warn(text, path)
  return false
})

// ---- which method an event means, and who it is told to

let event = null
// What the handler that ran last has returned.
let answer
const callListener = GE.Event.prototype.callListener
GE.Event.prototype.callListener = function (...args) {
  const before = event
  event = this
  try {
    return callListener.apply(this, args)
  } finally {
    event = before
  }
}
const getMethod = GE.Component.getMethod
GE.Component.getMethod = (component, name) => {
  const caller = component.getMethodCaller()
  const own = caller === component ? undefined : caller[name]
  const method = typeof own === 'function' ? own : getMethod(component, name)
  if (!event) return method
  if (!method) {
    host.warn(`Component "${component.is}" does not have a method "${name}" to handle event "${event.type}".`, component.is)
    return undefined
  }
  const handler = function (...args) {
    if (!(args[0] instanceof GE.Event)) return method.apply(this, args)
    answer = host.run(`${name} ${component.is}`, method, this, [plain(args[0])])
    return answer
  }
  handlers.add(handler)
  return handler
}
const handlers = new WeakSet()

const elementOf = (target) => (target && target._$) || target
const nodeOf = (target) => {
  const element = elementOf(target)
  return { id: (element && element.id) || '', offsetLeft: 0, offsetTop: 0, dataset: Object.assign({}, element && element.dataset) }
}

// The event as the platform gives it: a plain object. Layout is not computed, so offsets are 0.
const plain = (live) => {
  const { type, detail } = live
  const event = { type, timeStamp: host.now() }
  event.target = nodeOf(live.target)
  event.currentTarget = nodeOf(live.currentTarget)
  event.mark = Object.assign({}, live.mark)
  event.detail = detail === undefined ? {} : detail
  return Object.assign(event, live.extraFields)
}
// What a WXS handler gets besides its event: the component or element, as far as it can be had without layout.
const states = new WeakMap()
const descriptorOf = (element) => {
  const caller = isComponent(element) ? element.getMethodCaller() : undefined
  const chain = (act) =>
    function (...args) {
      act(...args)
      return this
    }
  const found = (selector, all) => select(element, selector, all).map(descriptorOf)
  return {
    callMethod: (name, argument) => {
      const method = caller && (caller[name] || getMethod(element, name))
      if (method) host.run(`${name} ${element.is}`, method, caller, [argument])
    },
    triggerEvent: (name, detail, options) => element.triggerEvent(name, detail, options),
    selectComponent: (selector) => found(selector, false)[0] || null,
    selectAllComponents: (selector) => found(selector, true),
    getDataset: () => Object.assign({}, element.dataset),
    getState: () => states.get(element) || states.set(element, {}).get(element),
    hasClass: (name) => !!element.classList && element.classList.contains(name),
    addClass: chain((name) => element.classList && element.classList.toggle(name, true)),
    removeClass: chain((name) => element.classList && element.classList.toggle(name, false)),
    setStyle: chain(() => {}),
    getComputedStyle: () => ({}),
    getBoundingClientRect: () => ({ left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0 }),
    requestAnimationFrame: (task) => host.later(task),
    setTimeout: (task, delay) => host.wait(task, delay),
  }
}
const listen = (caller, live, method) => {
  if (handlers.has(method)) return method.call(caller, live)
  const event = Object.assign(plain(live), { instance: descriptorOf(elementOf(live.currentTarget)) })
  return method.call(undefined, event, descriptorOf(elementOf(caller)))
}

// ---- definitions

const wrapped = (kind, name, method) =>
  function (...args) {
    return host.run(`${kind}.${name} ${this.is}`, method, this, args)
  }
const wrapAll = (kind, methods, names) => {
  const copy = Object.assign({}, methods)
  for (const name of names || Object.keys(copy)) {
    if (typeof copy[name] === 'function') copy[name] = wrapped(kind, name, copy[name])
  }
  return copy
}
const builtIn = { 'wx://form-field': { properties: { name: String, value: null } }, 'wx://component-export': {}, 'wx://form-field-group': {}, 'wx://form-field-button': {} }
const behaviors = new Map()
const behavior = (given) => {
  if (!behaviors.has(given)) {
    const definition = typeof given === 'string' ? builtIn[given] : host.definition(given)
    if (!definition) return undefined
    behaviors.set(given, space.behavior().definition(prepared(definition)).register())
  }
  return behaviors.get(given)
}
const prepared = (definition) => {
  const copy = wrapAll('Component', definition, LIFETIMES)
  if (copy.lifetimes) copy.lifetimes = wrapAll('Component', copy.lifetimes)
  if (copy.pageLifetimes) copy.pageLifetimes = wrapAll('Component.pageLifetimes', copy.pageLifetimes)
  if (Array.isArray(copy.behaviors)) copy.behaviors = copy.behaviors.map(behavior).filter(Boolean)
  return copy
}

const setData = Caller.prototype.setData
Caller.prototype.setData = function (data, callback) {
  host.setData(this, data, callback, (copy) => {
    setData.call(this, copy)
    settleLater()
  })
}

Caller.prototype.createSelectorQuery = function () {
  return host.query(this)
}
for (const name of ['createIntersectionObserver', 'createMediaQueryObserver', 'animate', 'clearAnimation', 'applyAnimatedStyle', 'clearAnimatedStyle', 'setUpdatePerformanceListener']) {
  Caller.prototype[name] = () => host.refuse(name)
}

// ---- pages

const roots = new Map()
const readied = new WeakSet()
let first = {}
let settling = false
let updating = 0

const everyNode = (node, visit) => {
  visit(node)
  if (!GE.TextNode.isTextNode(node)) node.forEachComposedChild((child) => everyNode(child, visit))
}
const settle = (root) => {
  const fresh = []
  everyNode(root.component, (node) => {
    if (isComponent(node) && !readied.has(node)) fresh.push(node)
  })
  // Inner components are ready before those around them.
  for (const node of fresh.reverse()) {
    readied.add(node)
    if (node !== root.component || root.own) node.triggerLifetime('ready', [])
  }
}
const settleLater = () => {
  if (settling) return
  settling = true
  host.later(() => {
    settling = false
    for (const root of roots.values()) if (root.ready) settle(root)
  })
}

const elements = new Map()
const numbers = new WeakMap()
const numberOf = (element) => {
  if (!numbers.has(element)) {
    numbers.set(element, elements.size + 1)
    elements.set(elements.size + 1, element)
  }
  return numbers.get(element)
}

// ---- selectors: tag, #id, .class, [attribute], descendants, children, `>>>` into components, lists

const tagOf = (node) => (isComponent(node) ? node.tagName : node.is)
const attributeOf = (node, name) => {
  if (name === 'id') return node.id
  if (name === 'class') return node.class
  if (name.startsWith('data-')) return (node.dataset || {})[name.slice(5).replace(/-(.)/g, (_, c) => c.toUpperCase())]
  if (isComponent(node)) return node.data[name.replace(/-(.)/g, (_, c) => c.toUpperCase())]
  const found = node.attributes.find((one) => one.name === name)
  return found && found.value
}
const compound = (text) => {
  const parts = text.match(/[#.]?[-\w\u0080-\uffff]+|\[[^\]]+\]|\*/g) || []
  if (!parts.length || parts.join('') !== text) throw new Error(`not a selector: ${text}`)
  return parts.map((part) => {
    if (part === '*') return () => true
    const name = part.slice(1)
    if (part[0] === '#') return (node) => node.id === name
    if (part[0] === '.') return (node) => !!node.classList && node.classList.contains(name)
    if (part[0] === '[') {
      const [, key, value] = /^\[\s*([-\w]+)\s*(?:=\s*["']?(.*?)["']?\s*)?\]$/.exec(part) || []
      return (node) => {
        const found = attributeOf(node, key)
        return value === undefined ? found !== undefined : String(found) === value
      }
    }
    return (node) => tagOf(node) === part
  })
}
const parse = (selector) =>
  selector.split(',').map((one) => {
    const steps = []
    let link = ' '
    for (const token of one.trim().split(/\s*(>>>|>)\s*|\s+/).filter(Boolean)) {
      if (token === '>' || token === '>>>') link = token
      else {
        steps.push({ link, tests: compound(token) })
        link = ' '
      }
    }
    if (!steps.length) throw new Error(`not a selector: ${one}`)
    return steps
  })
const isReal = (node) => !GE.VirtualNode.isVirtualNode(node)
const up = (node, across) => {
  for (;;) {
    if (GE.ShadowRoot.isShadowRoot(node)) {
      if (!across) return null
      return node.getHostNode()
    }
    node = node.parentNode
    if (!node) return null
    if (GE.ShadowRoot.isShadowRoot(node)) continue
    if (isReal(node)) return node
  }
}
const fits = (node, steps, at) => {
  const { link, tests } = steps[at]
  if (!tests.every((test) => test(node))) return false
  if (at === 0) return true
  for (let next = up(node, link === '>>>'); next; next = up(next, link === '>>>')) {
    if (fits(next, steps, at - 1)) return true
    if (link === '>') return false
  }
  return false
}
const select = (scope, selector, all) => {
  const lists = parse(selector)
  const deep = selector.includes('>>>')
  const found = []
  const walk = (node) => {
    for (const child of node.childNodes || []) {
      if (GE.TextNode.isTextNode(child)) continue
      if (isReal(child) && lists.some((steps) => fits(child, steps, steps.length - 1))) {
        found.push(child)
        if (!all) return true
      }
      if (deep && isComponent(child) && child.getShadowRoot() && walk(child.getShadowRoot())) return true
      if (walk(child)) return true
    }
    return false
  }
  const inside = isComponent(scope) && scope.getShadowRoot()
  if (inside) walk(inside)
  if (!inside || scope.ownerShadowRoot) walk(scope)
  return found
}

// ---- the rendered tree

const textOf = (node) => {
  if (GE.TextNode.isTextNode(node)) return node.textContent
  let text = ''
  node.forEachComposedChild((child) => {
    text += textOf(child)
  })
  return text
}
const attributesOf = (node) => {
  const shown = {}
  if (isComponent(node)) {
    for (const name of Object.keys(node.getComponentDefinition().behavior.getPropertyType ? node.data : {})) {
      if (GE.Component.hasProperty(node, name)) shown[name] = node.data[name]
    }
  } else {
    for (const { name, value } of node.attributes) shown[name] = value
  }
  return shown
}
const treeOf = (node) => {
  if (GE.TextNode.isTextNode(node)) return node.textContent.trim() ? [node.textContent] : []
  const children = []
  node.forEachComposedChild((child) => {
    for (const one of treeOf(child)) {
      const last = children.length - 1
      if (typeof one === 'string' && typeof children[last] === 'string') children[last] += one
      else children.push(one)
    }
  })
  if (!isReal(node)) return children
  const tree = { tag: tagOf(node) }
  if (isComponent(node)) tree.is = node.is
  if (node.id) tree.id = node.id
  if (node.class) tree.class = node.class
  const style = node.style
  if (style) tree.style = style
  const attributes = attributesOf(node)
  if (Object.keys(attributes).length) tree.attributes = attributes
  const dataset = node.dataset || {}
  if (Object.keys(dataset).length) tree.dataset = dataset
  if (children.length) tree.children = children
  return [tree]
}

// ---- what the user does

const TOUCH = { identifier: 0, pageX: 0, pageY: 0, clientX: 0, clientY: 0 }
const fire = (element, name, detail, more) => element.triggerEvent(name, detail, Object.assign({ bubbles: false, composed: false }, more))
const touch = (element, name, ended) => {
  const touches = ended ? [] : [Object.assign({}, TOUCH)]
  const extraFields = { touches, changedTouches: [Object.assign({}, TOUCH)] }
  fire(element, name, { x: 0, y: 0 }, { bubbles: true, composed: true, capturePhase: true, extraFields })
}
const flag = (element, name) => {
  const value = attributeOf(element, name)
  return value !== undefined && value !== false && value !== 'false'
}
const around = (element, tag) => {
  for (let node = element; node; node = up(node, true)) if (tagOf(node) === tag) return node
  return null
}
const below = (element, visit) => {
  element.forEachComposedChild((child) => {
    if (GE.TextNode.isTextNode(child)) return
    if (isReal(child)) visit(child)
    below(child, visit)
  })
}
const setAttribute = (element, name, value) => {
  if (isComponent(element)) return
  element.updateAttribute(name, value)
  const listener = element.getModelBindingListeners()[name]
  if (listener) listener(value)
}
const checkedValues = (group, tag) => {
  const values = []
  below(group, (node) => {
    if (tagOf(node) === tag && flag(node, 'checked')) values.push(attributeOf(node, 'value'))
  })
  return values
}
const valueOf = (element) => {
  const tag = tagOf(element)
  if (tag === 'switch' || tag === 'checkbox') return flag(element, 'checked')
  if (tag === 'checkbox-group') return checkedValues(element, 'checkbox')
  if (tag === 'radio-group') return checkedValues(element, 'radio')[0] || ''
  const value = attributeOf(element, 'value')
  return value === undefined ? '' : value
}
// A slider's value is a number within its bounds, on its steps; 0 is told as '', as by all controls whose value is falsy (base
// library of 2016, seen in 2018; whether today's still does is not known).
const sliderValue = (element) => {
  const number = (name, usual) => {
    const value = Number(attributeOf(element, name))
    return attributeOf(element, name) === undefined || Number.isNaN(value) ? usual : value
  }
  const [min, max, step, value] = [number('min', 0), number('max', 100), number('step', 1), number('value', 0)]
  if (value < min) return min || ''
  if (value > max) return max || ''
  return (step > 0 ? Math.round((value - min) / step) * step + min : value) || ''
}
const valuesOf = (form) => {
  const values = {}
  below(form, (node) => {
    const name = attributeOf(node, 'name')
    if (name && !['checkbox', 'radio'].includes(tagOf(node))) values[name] = tagOf(node) === 'slider' ? sliderValue(node) : valueOf(node)
  })
  return values
}
// A form's reset empties its controls and tells nobody but the form (base library of 2016; later ones inferred). What a custom
// component makes of it is not modelled.
const reset = (form) =>
  below(form, (node) => {
    const tag = tagOf(node)
    if (tag === 'input' || tag === 'textarea') setAttribute(node, 'value', '')
    else if (tag === 'switch') setAttribute(node, 'checked', false)
    else if (tag === 'slider') setAttribute(node, 'value', Number(attributeOf(node, 'min')) || 0)
    else if (tag === 'picker') setAttribute(node, 'value', (attributeOf(node, 'mode') || 'selector') === 'selector' ? -1 : '')
    else if (tag === 'checkbox' || tag === 'radio') {
      const group = around(node, `${tag}-group`)
      if (group && flag(node, 'checked')) setAttribute(node, 'checked', false)
    }
  })
const choose = (element) => {
  const tag = tagOf(element)
  const group = around(element, `${tag}-group`)
  if (tag === 'checkbox') setAttribute(element, 'checked', !flag(element, 'checked'))
  else {
    if (flag(element, 'checked')) return
    if (group) below(group, (node) => tagOf(node) === 'radio' && setAttribute(node, 'checked', node === element))
    else setAttribute(element, 'checked', true)
  }
  if (group) fire(group, 'change', { value: valueOf(group) })
}
// What the element itself does when it is tapped; a wish that wxhost has to fulfil is given back.
const act = (element) => {
  const tag = tagOf(element)
  if (tag === 'switch') {
    setAttribute(element, 'checked', !flag(element, 'checked'))
    fire(element, 'change', { value: flag(element, 'checked') })
  } else if (tag === 'checkbox' || tag === 'radio') choose(element)
  else if (tag === 'button') {
    const kind = attributeOf(element, 'form-type') || attributeOf(element, 'formType')
    const form = kind && around(element, 'form')
    if (form && kind === 'submit') fire(form, 'submit', { value: valuesOf(form), target: nodeOf(element) })
    if (form && kind === 'reset') {
      reset(form)
      fire(form, 'reset', {})
    }
    const open = attributeOf(element, 'open-type') || attributeOf(element, 'openType')
    if (open) return { open, target: nodeOf(element) }
  } else if (tag === 'navigator') {
    return { go: attributeOf(element, 'open-type') || attributeOf(element, 'openType') || 'navigate', url: String(attributeOf(element, 'url') || ''), delta: Number(attributeOf(element, 'delta')) || 1 }
  }
  return undefined
}
// What keeps the user from seeing an element, as far as it can be had without style sheets: `hidden`, or `display: none` in its own
// style or that of what it is in. A `display` of its own style wins over `hidden`; components have no `hidden`.
const hiddenBy = (element) => {
  for (let node = element; node; node = up(node, true)) {
    const [, display] = /(?:^|;)\s*display\s*:\s*([-\w]+)/i.exec(node.style || '') || []
    const cause = display ? display.toLowerCase() === 'none' && 'display: none' : !isComponent(node) && flag(node, 'hidden') && 'hidden'
    if (cause) return `<${tagOf(node)}${node.id ? ` id="${node.id}"` : ''}> has ${cause}`
  }
  return null
}
const tap = (element) => {
  const button = around(element, 'button')
  if (button && (flag(button, 'disabled') || flag(button, 'loading'))) return { disabled: true }
  touch(element, 'touchstart')
  touch(element, 'touchend', true)
  touch(element, 'tap')
  for (let node = element; node; node = up(node, true)) {
    const tag = tagOf(node)
    if (tag === 'label') {
      let control = null
      const wanted = attributeOf(node, 'for')
      if (wanted) control = select(node.ownerShadowRoot, `#${wanted}`, false)[0]
      else below(node, (inner) => (control = control || (['switch', 'checkbox', 'radio', 'button'].includes(tagOf(inner)) ? inner : null)))
      if (control && control !== element) return act(control)
    }
    if (['switch', 'checkbox', 'radio', 'button', 'navigator'].includes(tag)) return act(node)
  }
  return undefined
}
// What can be typed: up to `maxlength`, which is 140 unless it is given; -1 and 0 are no limit (official page, base library of 2016).
const typed = (element, text) => {
  const given = attributeOf(element, 'maxlength')
  const limit = given === undefined || Number.isNaN(Number(given)) ? 140 : Number(given)
  return limit > 0 ? text.slice(0, limit) : text
}
// The handler of an `<input>` may return what the text is to be: a string, or `{ value, cursor }` (official page; a textarea
// ignores it).
const replaced = (element) => {
  const text = answer && typeof answer === 'object' ? answer.value : answer
  if (typeof text === 'string') setAttribute(element, 'value', text)
}
const input = (element, value) => {
  const tag = tagOf(element)
  if (flag(element, 'disabled')) return { disabled: true }
  if (tag === 'input' || tag === 'textarea') {
    const text = typed(element, String(value))
    fire(element, 'focus', { value: valueOf(element), height: 0 })
    setAttribute(element, 'value', text)
    answer = undefined
    fire(element, 'input', { value: text, cursor: text.length, keyCode: text.length ? text.charCodeAt(text.length - 1) : 8 })
    if (tag === 'input') replaced(element)
    const left = String(valueOf(element))
    fire(element, 'blur', { value: left, cursor: left.length })
  } else if (tag === 'switch') {
    if (flag(element, 'checked') !== !!value) act(element)
  } else if (tag === 'checkbox-group' || tag === 'radio-group') {
    const wanted = [].concat(value).map(String)
    const inner = tag.slice(0, -6)
    below(element, (node) => {
      if (tagOf(node) === inner) setAttribute(node, 'checked', wanted.includes(String(attributeOf(node, 'value'))))
    })
    fire(element, 'change', { value: valueOf(element) })
  } else {
    setAttribute(element, 'value', value)
    const name = ['picker', 'picker-view', 'slider', 'radio', 'checkbox', 'swiper'].includes(tag) ? 'change' : 'input'
    fire(element, name, tag === 'swiper' ? { current: value, source: 'touch' } : { value })
  }
  return undefined
}

const at = (number) => {
  const element = elements.get(number)
  if (!element) throw new Error('no such element')
  return element
}

module.exports = {
  Caller: Caller.prototype,
  configure: (path, config) => space.addComponentStaticConfig(path, config),
  templates: (make) => {
    const groups = make(listen)
    for (const path of Object.keys(groups)) {
      space.addCompiledTemplate(path, { groupList: groups, content: groups[path], fallbackListenerOnNativeNode: true })
    }
  },
  component: (path, definition) => {
    space.component(path).definition(prepared(definition)).register()
  },
  // A page made by `Page(options)`: its own object stays `this`, the framework only renders.
  page: (path) => {
    const builder = space.component(path).data(() => first)
    // Two-way bindings write into what is rendered; the page's own data follows.
    builder.observer('**', function () {
      if (!updating && this._$) host.written(this, this._$.data)
    })
    builder.register()
  },
  open: (id, path, query, instance, data) => {
    first = data || {}
    const pairs = Object.keys(query).map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name])}`)
    const root = associated.createRoot('body', space, pairs.length && !instance ? `${path}?${pairs.join('&')}` : path)
    const component = root.getComponent()
    if (instance) {
      Object.defineProperty(instance, '_$', { value: component, configurable: true })
      component.setMethodCaller(instance)
    }
    roots.set(id, { root, component, own: !instance, ready: false })
    return root.get()
  },
  attach: (id) => GE.Element.pretendAttached(roots.get(id).component),
  ready: (id) => {
    const root = roots.get(id)
    root.ready = true
    settle(root)
  },
  lifetime: (id, name, args) => roots.get(id).component.triggerPageLifetime(name, args),
  update: (id, changes) => {
    updating += 1
    try {
      setData.call({ _$: roots.get(id).component }, changes)
    } finally {
      updating -= 1
    }
    settleLater()
  },
  close: (id) => {
    const { root } = roots.get(id)
    roots.delete(id)
    root.release()
  },
  tree: (id) => JSON.stringify(treeOf(roots.get(id).component)[0].children || []),
  select: (id, scope, selector, all) => JSON.stringify(select(scope ? at(scope) : roots.get(id).component, selector, all).map(numberOf)),
  describe: (number) => {
    const node = at(number)
    const component = isComponent(node)
    const { id, class: className, style, dataset } = node
    const attributes = attributesOf(node)
    return JSON.stringify({ tag: tagOf(node), is: component ? node.is : null, id, class: className, style, dataset, attributes, text: textOf(node), value: valueOf(node) })
  },
  outer: (number) => JSON.stringify(treeOf(at(number))[0]),
  caller: (number) => (isComponent(at(number)) ? at(number).getMethodCaller() : undefined),
  hiddenBy: (number) => JSON.stringify(hiddenBy(at(number))),
  tap: (number) => JSON.stringify(tap(at(number)) || null),
  input: (number, value) => JSON.stringify(input(at(number), value) || null),
  touch: (number, name, ended) => touch(at(number), name, ended),
  fire: (number, name, detail, bubbles) => fire(at(number), name, detail, { bubbles, composed: bubbles }),
  query: (instance, selector, all) => {
    const component = (instance && instance._$) || instance
    return JSON.stringify(select(component, selector, all).map(numberOf))
  },
}
