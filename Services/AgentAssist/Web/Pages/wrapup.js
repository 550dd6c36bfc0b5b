// After a call: a summary and a call back drafted from its own words, a result, and how much time is left.

import { h } from './dom.js'
import { post } from './server.js'
import { length, t, word } from './words.js'

const codes = ['resolved', 'ticket', 'follow-up', 'transferred', 'complaint', 'no-contact']

export class WrapUp {
  constructor(desk) {
    this.desk = desk
    this.clock = h('output', { class: 'countdown' })
    this.summary = h('textarea', { name: 'summary', rows: 5, maxlength: 2000, input: () => { this.isEdited = true } })
    this.problem = h('p', { class: 'problem', role: 'alert' })
    this.codes = h('fieldset', { class: 'codes' }, h('legend', {}, t('after.code')),
      codes.map(code => h('label', {}, h('input', { type: 'radio', name: 'code', value: code }), h('span', {}, word('after', code)))))
    this.button = h('button', { class: 'main' }, t('after.done'))
    this.element = h('form', { class: 'card after', hidden: true, submit: event => this.close(event) },
      h('h3', {}, t('after'), this.clock), h('label', {}, h('span', {}, t('after.summary')), this.summary), this.codes, this.followUp(), h('p', { class: 'row' }, this.problem, this.button))
  }

  followUp() {
    const tomorrow = new Date(Date.now() + 86_400_000)
    this.isPlanned = h('input', { type: 'checkbox', name: 'plan', change: () => { this.plan.hidden = !this.isPlanned.checked } })
    this.date = h('input', { type: 'date', name: 'date', value: tomorrow.toLocaleDateString('sv-SE') })
    this.time = h('input', { type: 'time', name: 'time', value: '09:30' })
    this.what = h('input', { name: 'what', maxlength: 500 })
    this.plan = h('div', { class: 'plan', hidden: true },
      h('label', {}, h('span', {}, t('after.date')), this.date), h('label', {}, h('span', {}, t('after.time')), this.time), h('label', { class: 'wide' }, h('span', {}, t('after.what')), this.what))
    return h('div', { class: 'follow-up' }, h('label', { class: 'check' }, this.isPlanned, t('after.call-back')), this.plan)
  }

  draw(call) {
    const isOver = call.head.state === 'ended'
    this.element.hidden = !isOver
    this.call = call
    if (!isOver) return
    const text = draft(call)
    if (!this.isEdited && this.summary.value !== text) this.summary.value = text
    if (this.drafted) return
    this.drafted = true
    const promise = call.head.summary?.followUp
    this.what.value = promise ?? ''
    this.isPlanned.checked = Boolean(promise)
    this.plan.hidden = !promise
  }

  tick({ head }) {
    if (head.state !== 'ended' || !head.endedAt || !this.desk.me?.wrapUp) return
    // Routing's limit where there is one.
    const now = Date.now() + this.desk.skew, end = this.desk.until ?? head.endedAt + this.desk.me.wrapUp * 1000
    const left = end / 1000 - now
    this.clock.textContent = `${t(left >= 0 ? 'after.left' : 'after.over')} ${length(Math.abs(left))}`
    this.clock.dataset.over = left < 0
  }

  async close(event) {
    event.preventDefault()
    const code = this.element.querySelector('input[name=code]:checked')?.value
    this.problem.textContent = code ? '' : t('after.choose')
    if (!code) return this.codes.querySelector('input').focus()
    this.button.disabled = true
    try {
      if (this.isPlanned.checked && !this.isBooked) {
        await post('/desk/call-back', { call: this.call.id, key: 'call-back', date: this.date.value, time: this.time.value, detail: this.what.value || this.summary.value.slice(0, 500) })
        this.isBooked = true
      }
      await post('/desk/wrap-up', { call: this.call.id, code, summary: this.summary.value })
      this.desk.wrapped?.()
    } catch {
      this.problem.textContent = t('failed')
      this.button.disabled = false
    }
  }
}

// The call in a few lines, from its own words.
export function draft({ head }) {
  const { summary } = head
  const done = head.actions.filter(one => one.outcome === 'done').map(one => word('action', one.name))
  const mine = head.tickets.filter(ticket => ticket.isOfThisCall).map(ticket => ticket.id)
  const rows = [
    ['summary.matter', head.gloss], ['summary.wanted', summary?.wanted], ['summary.reason', head.reason && word('reason', head.reason)],
    ['summary.peak', summary?.peakAnger || undefined], ['summary.assistant', done.join('、')], ['summary.promised', summary?.promises.join(' ')], ['summary.tickets', mine.join('、')],
  ]
  return rows.filter(([, value]) => value).map(([key, value]) => `${t(key)}: ${value}`).join('\n')
}
