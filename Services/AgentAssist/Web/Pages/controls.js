// What the agent does with the call: hold, mute, keys, transfer, conference, hang up. The screen follows what the gateway says, not what
// was pressed.

import { confirm } from './confirm.js'
import { Part, h } from './dom.js'
import { openKeypad } from './keypad.js'
import { get, post } from './server.js'
import { t, word } from './words.js'

export class Controls {
  constructor(desk) {
    this.desk = desk
    this.element = h('div', { class: 'controls', role: 'group', 'aria-label': t('controls') })
    this.part = new Part(this.element, value => this.buttons(value))
  }

  draw({ id, head }) {
    this.element.classList.toggle('off', head.state !== 'talking')
    this.part.draw({ id, isHeld: head.isHeld, isMuted: head.isMuted, others: head.others ?? [], pending: this.pending })
    this.call = { id, head }
  }

  buttons({ isHeld, isMuted, others, pending }) {
    const consulted = others.find(other => other.role === 'consulted')
    const button = (key, word, code, act, more) => h('button', { type: 'button', 'data-key': key, ...more, click: act }, t(word), code && h('kbd', { 'aria-hidden': 'true' }, code))
    return [
      button('hold', isHeld ? 'control.resume' : 'control.hold', 'Alt H', () => this.hold(), { 'aria-pressed': String(Boolean(isHeld)), 'aria-keyshortcuts': 'Alt+H' }),
      button('mute', isMuted ? 'control.unmute' : 'control.mute', 'Alt M', () => this.mute(), { 'aria-pressed': String(Boolean(isMuted)), 'aria-keyshortcuts': 'Alt+M' }),
      button('keypad', 'control.keypad', 'Alt K', () => this.keypad(), { 'aria-keyshortcuts': 'Alt+K', 'aria-haspopup': 'dialog' }),
      !consulted && button('transfer', 'control.transfer', 'Alt X', () => this.transfer(), { 'aria-keyshortcuts': 'Alt+X', disabled: Boolean(pending) }),
      consulted && button('complete', 'control.finish', 'Alt X', () => this.finish('complete'), { 'aria-keyshortcuts': 'Alt+X' }),
      consulted && button('together', 'control.conference', 'Alt C', () => this.finish('together'), { 'aria-keyshortcuts': 'Alt+C' }),
      consulted && button('cancel', 'control.abandon', '', () => this.finish('cancel')),
      button('end', 'control.end', '', () => this.end(), { class: 'end' }),
      h('p', { class: 'with', role: 'status' }, pending ?? others.map(other => `${word('leg', other.role)}：${other.agent ?? t('leg.outside')}`).join('；')),
    ]
  }

  // Says what goes on, or nothing.
  say(text) {
    this.pending = text
    if (this.call) this.draw(this.call)
  }

  async ask(path, body) {
    try {
      const answer = await post(path, { call: this.call.id, ...body })
      this.desk.notice()
      return answer ?? {}
    } catch {
      this.desk.notice(t('failed'))
      return undefined
    }
  }

  get consulted() { return this.call?.head.others?.find(other => other.role === 'consulted') }

  hold() { return this.ask('/desk/hold', { held: !this.call.head.isHeld }) }
  mute() { return this.ask('/desk/mute', { muted: !this.call.head.isMuted }) }

  // For whoever is consulted at a number outside, else for the caller.
  keypad() {
    const outside = this.call.head.others?.find(other => other.role === 'consulted' && !other.agent)
    openKeypad(t(outside ? 'keypad.to.other' : 'keypad.to.caller'), keys => this.ask('/desk/keys', { keys, leg: outside?.leg }))
  }

  finish(outcome) { return this.ask('/desk/transfer/finish', { leg: this.consulted.leg, outcome }) }

  // The keys of the keyboard: X gives the call away, or completes that; C lets all three talk.
  give() { return this.consulted ? this.finish('complete') : this.transfer() }
  together() { return this.consulted && this.finish('together') }

  end() {
    confirm(t('control.end'), t('control.end.sure'), [[t('control.end'), () => this.ask('/desk/hang-up', {})]])
  }

  async transfer() {
    if (this.pending) return
    let targets
    try { targets = await get('/desk/targets') } catch { return this.desk.notice(t('failed')) }
    transferDialog(targets, wanted => this.hand(wanted))
  }

  async hand({ to, name, warm }) {
    this.say(t('transfer.ringing'))
    const answer = await this.ask('/desk/transfer', { to, name, warm })
    this.say(undefined)
    if (answer && !['transferred', 'consulting'].includes(answer.outcome)) this.desk.notice(word('transfer.outcome', answer.outcome))
  }
}

// To a queue, a colleague, a number outside, or back to the assistant; at once, or after a word with whoever is to have it.
function transferDialog({ queues, colleagues }, give) {
  const kinds = ['queue', 'agent', 'outside', 'assistant']
  const fields = {
    queue: h('select', { name: 'queue', 'aria-label': word('transfer', 'queue') }, queues.map(name => h('option', { value: name }, name))),
    agent: h('select', { name: 'agent', 'aria-label': word('transfer', 'agent') }, colleagues.map(one => h('option', { value: one.agent }, `${one.name ?? one.agent} · ${word('presence', one.presence)}`))),
    outside: h('input', { name: 'outside', type: 'tel', maxlength: 24, autocomplete: 'off', placeholder: '010 8888 0000', 'aria-label': word('transfer', 'outside') }),
  }
  const show = () => {
    const kind = form.elements.to.value
    for (const [name, field] of Object.entries(fields)) field.hidden = name !== kind
    warm.hidden = kind === 'assistant'
  }
  const warm = h('button', { type: 'submit', value: 'warm' }, t('transfer.warm'))
  const form = h('form', { class: 'transfer', change: show, submit: event => {
    event.preventDefault()
    const to = form.elements.to.value, name = fields[to]?.value
    if (to !== 'assistant' && !name) return fields[to].focus()
    dialog.close()
    give({ to, name, warm: event.submitter?.value === 'warm' })
  } },
    h('fieldset', { class: 'codes' }, h('legend', {}, t('transfer.to')), kinds.map((kind, index) => h('label', {}, h('input', { type: 'radio', name: 'to', value: kind, checked: index === 0 }), h('span', {}, word('transfer', kind))))),
    Object.values(fields),
    h('p', { class: 'row' }, h('button', { type: 'button', class: 'plain', click: () => dialog.close() }, t('cancel')), warm, h('button', { class: 'main', value: 'blind' }, t('transfer.blind'))))
  const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'transfer-title', close: () => dialog.remove() }, h('h2', { id: 'transfer-title' }, t('control.transfer')), form)
  document.body.append(dialog)
  show()
  dialog.showModal()
}
