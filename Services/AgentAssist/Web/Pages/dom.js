// Builds and replaces elements. Text is always text: nothing that was said on the phone becomes markup.

const vector = 'http://www.w3.org/2000/svg'

export function h(tag, attributes, ...children) { return fill(document.createElement(tag), attributes, children) }
export function svg(tag, attributes, ...children) { return fill(document.createElementNS(vector, tag), attributes, children) }

const isThere = child => child !== undefined && child !== null && child !== false

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (!isThere(value)) continue
    if (typeof value === 'function') element.addEventListener(name, value)
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(isThere))
  return element
}

export const $ = id => document.getElementById(id)

// Draws a part anew only when what it shows has changed, so that nothing moves and no focus is lost without reason.
export class Part {
  constructor(element, build) { Object.assign(this, { element, build, shown: undefined }) }

  draw(value) {
    const text = JSON.stringify(value) ?? ''
    if (text === this.shown) return
    this.shown = text
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined
    this.element.replaceChildren(...[this.build(value)].flat().filter(isThere))
    if (focused) this.element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  }
}
