// One call on the screen: what to say first, what was said so far, who it is, what helps, and what becomes of it.

import { Banner } from './banner.js'
import { Part, h } from './dom.js'
import { Guidance } from './guidance.js'
import { Record } from './record.js'
import { Side } from './side.js'
import { Transcript } from './transcript.js'
import { t, word } from './words.js'
import { WrapUp } from './wrapup.js'

export class CallView {
  // - desk: what the page may do: `me` and `notice`.
  constructor(desk) {
    this.desk = desk
    this.banner = new Banner(desk)
    this.first = h('section', { class: 'say', tabindex: 0, 'aria-label': t('say.first') })
    this.suggestions = new Part(this.first, suggestions)
    this.record = new Record(desk)
    this.transcript = new Transcript(text => this.record.insert(text))
    this.guidance = new Guidance(guide => this.record.insert(guide.text))
    this.side = new Side(desk, (field, call) => desk.reveal(field, call))
    this.wrapUp = new WrapUp(desk)
    this.element = h('article', { class: 'call', tabindex: -1 }, this.banner.element,
      h('div', { class: 'columns' }, this.side.element,
        h('div', { class: 'centre' }, this.first, this.wrapUp.element, this.transcript.element),
        h('div', { class: 'help' }, this.guidance.element, this.record.element)))
  }

  draw(call) {
    const { head } = call, { element } = this
    this.call = call
    element.dataset.call = call.id
    element.dataset.state = head.state
    element.setAttribute('aria-label', `${t('call')}: ${word('reason', head.reason ?? 'unknown')}`)
    this.banner.draw(call)
    this.suggestions.draw({ list: head.suggestions, state: head.state })
    this.first.hidden = head.state === 'ended'
    this.side.draw(call)
    this.guidance.draw(call)
    this.record.draw(call)
    this.wrapUp.draw(call)
    this.transcript.draw(call)
    // Last: whoever reads the revision from the DOM finds everything of it there.
    element.dataset.fence = call.fence
    element.dataset.revision = head.revision
  }

  // What the DOM itself shows, or nothing.
  shows(call) {
    const { element } = this
    const isThere = element.isConnected && !element.closest('[hidden]') && this.transcript.holds(call.lines)
    return isThere && this.first.childElementCount > 0 ? { call: element.dataset.call, fence: Number(element.dataset.fence), revision: Number(element.dataset.revision) } : undefined
  }

  tick() {
    this.banner.tick(this.call)
    this.wrapUp.tick(this.call)
  }
}

function suggestions({ list, state }) {
  const [first, ...others] = list
  if (!first) return [h('p', { class: 'none' }, t('say.none'))]
  return [
    h('p', { class: 'label' }, t(state === 'talking' ? 'say.next' : 'say.first'), h('small', {}, word('source', first.source))),
    h('blockquote', { class: 'opening' }, first.text),
    others.length > 0 && h('ul', { class: 'others' }, others.map(other => h('li', {}, other.text, h('small', {}, word('source', other.source))))),
  ]
}
