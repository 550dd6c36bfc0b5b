// What was said, by everybody. Lines are only added or replaced, so that a screen reader reads what is new.

import { h } from './dom.js'
import { clock, t, word } from './words.js'

export class Transcript {
  // - insert: takes a line's words into the ticket.
  constructor(insert, label = t('line.insert')) {
    this.label = label
    this.insert = insert
    this.drawn = new Map()
    this.lines = h('ol', { class: 'lines' })
    this.log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': t('talk'), tabindex: 0 }, this.lines)
    this.element = h('section', { class: 'card talk' }, h('h3', {}, t('talk')), this.log)
  }

  draw(call) {
    const isStuck = this.isAtEnd
    for (const line of call.lines) this.drawLine(line)
    if (isStuck) this.log.scrollTop = this.log.scrollHeight
  }

  holds(lines) {
    const ids = new Set([...this.lines.children].map(line => line.dataset.line))
    return lines.every(line => ids.has(line.id))
  }

  get isAtEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40 }

  drawLine(line) {
    const text = JSON.stringify(line), known = this.drawn.get(line.id)
    if (known?.text === text) return
    const element = this.line(line)
    if (known) known.element.replaceWith(element)
    else this.lines.insertBefore(element, [...this.lines.children].find(other => Number(other.dataset.at) > line.at) ?? null)
    this.drawn.set(line.id, { text, element })
  }

  line(line) {
    const isAngry = line.anger >= 80
    const insert = line.text !== undefined
      && h('button', { type: 'button', class: 'insert', 'aria-label': `${this.label}: ${line.text.slice(0, 20)}`, title: this.label, click: () => this.insert(line.text) }, '＋')
    return h('li', { class: `line ${line.party}${isAngry ? ' angry' : ''}`, 'data-line': line.id, 'data-at': line.at },
      h('p', { class: 'by' }, h('b', {}, word('party', line.party)), h('time', {}, clock(line.at)), isAngry && h('span', { class: 'mood hot' }, `${t('mood.hot')} ${line.anger}`), insert),
      h('p', { class: line.text === undefined ? 'text none' : 'text' }, line.text ?? t('line.closed'), !line.isComplete && h('small', {}, ` ${t('line.cut')}`)))
  }
}
