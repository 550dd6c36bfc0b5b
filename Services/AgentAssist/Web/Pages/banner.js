// The head of a call: why it came, from whom, for how long, and the controls.

import { Part, h } from './dom.js'
import { milliseconds, span, t, word } from './words.js'

export const fact = (name, value, id) => h('div', {}, h('dt', {}, name), h('dd', id ? { 'data-fact': id } : {}, value))

export class Banner {
  constructor(desk) {
    this.desk = desk
    this.timer = h('time', { class: 'timer' })
    this.what = h('div', {})
    this.facts = h('dl', { class: 'facts' })
    this.drawWhat = new Part(this.what, what)
    this.drawFacts = new Part(this.facts, call => this.factParts(call))
    this.controls = desk.controls?.(this)
    this.element = h('header', { class: 'banner' }, this.what, this.facts, this.controls?.element)
  }

  draw(call) {
    const { head } = call
    this.drawWhat.draw({ state: head.state, reason: head.reason, gloss: head.gloss })
    this.drawFacts.draw({ id: call.id, caller: head.caller, pack: word('pack', head.pack) === head.pack ? head.packTitle ?? head.pack : word('pack', head.pack), latency: call.latency })
    this.controls?.draw(call)
    this.tick(call)
  }

  factParts({ id, caller, pack, latency }) {
    return [
      h('div', {}, h('dt', {}, t('fact.number')), h('dd', { 'data-fact': 'caller' }, caller ?? t('fact.withheld'), caller && this.desk.revealButton('caller', id))),
      fact(t('fact.business'), pack ?? '—'),
      h('div', {}, h('dt', {}, t('fact.length')), h('dd', {}, this.timer)),
      fact(t('fact.latency'), latency === undefined ? '—' : milliseconds(latency), 'latency'),
    ]
  }

  tick({ head }) {
    const text = head.startedAt ? span(head.startedAt, head.endedAt ?? Date.now() * 1000) : '—'
    if (this.timer.textContent !== text) this.timer.textContent = text
  }
}

const what = ({ state, reason, gloss }) => [
  h('p', { class: 'state' }, word('state', state)),
  h('h2', {}, word('reason', reason ?? 'unknown')),
  h('p', { class: 'hint' }, gloss && h('b', { class: 'matter' }, gloss), word('reason', `${reason ?? 'unknown'}.hint`)),
]
