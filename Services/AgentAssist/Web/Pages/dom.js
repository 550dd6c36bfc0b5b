// Builds and replaces elements. Text is always text: nothing that was said on the phone becomes markup.

const vector = 'http://www.w3.org/2000/svg'

export function h(tag, attributes, ...children) { return fill(document.createElement(tag), attributes, children) }
export function svg(tag, attributes, ...children) { return fill(document.createElementNS(vector, tag), attributes, children) }

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue
    if (typeof value === 'function') element.addEventListener(name, value)
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== null && child !== false))
  return element
}

export const $ = id => document.getElementById(id)
