// Work that waits for whoever has time: what was left at night or on the keypad first. Shown while no call is on the screen.

import { confirm } from './confirm.js'
import { $, Part, h } from './dom.js'
import { revealNumberButton } from './reveal.js'
import { get, post } from './server.js'
import { moment, t, word } from './words.js'

const look = 20_000
// How a call that was placed proposes that the call-back came out.
const proposed = { talking: 'reached', busy: 'noAnswer', 'no-answer': 'noAnswer', refused: 'noAnswer', unreachable: 'noAnswer', 'unknown-number': 'wrongNumber' }

export class OpenTickets {
  constructor(desk) {
    this.desk = desk
    this.part = new Part($('open-tickets'), work => this.rows(work))
    setInterval(() => this.refresh(), look)
  }

  draw(isShown) {
    const wasShown = !$('open-card').hidden
    this.isShown = isShown
    $('open-card').hidden = !isShown || !this.work?.tickets.length
    if (isShown && !wasShown && !this.work) this.refresh()
  }

  async refresh() {
    if (!this.isShown || !this.desk.me?.roles.includes('agent')) return
    try { this.work = await get('/desk/tickets') } catch { return /* shown again with the next */ }
    // What is late changes with the time.
    this.part.draw({ ...this.work, late: this.work.tickets.filter(isLate).map(one => one.id) })
    $('open-count').textContent = this.work.total
    this.draw(this.isShown)
  }

  rows({ tickets, total }) {
    const waiting = tickets.filter(one => one.callBack && !one.callBack.agent), mine = tickets.filter(one => one.isMine)
    return [
      mine.length > 0 && h('ul', { class: 'work mine' }, mine.map(one => this.callBack(one))),
      mine.length === 0 && waiting.length > 0 && h('p', { class: 'row next' },
        h('button', { type: 'button', class: 'main', 'data-key': 'take-call-back', click: event => this.take(event.currentTarget) }, t('call-back.take')),
        h('span', { class: 'small' }, t('call-back.waiting', waiting.length))),
      h('ul', { class: 'work' }, tickets.filter(one => !one.isMine).map(one => this.row(one))),
      total > tickets.length && h('p', { class: 'small' }, t('work.more', total - tickets.length)),
    ]
  }

  row(one) {
    const title = one.title || t('ticket'), name = `${title}, ${one.id}`
    const button = (key, words, state) => h('button', { type: 'button', class: 'small', 'data-key': `${key}-${one.id}`, 'aria-label': `${t(words)}: ${name}`, click: event => this.change(one, state, event.currentTarget) }, t(words))
    return h('li', { class: one.isPrepared ? 'task prepared' : 'task', 'data-ticket': one.id },
      h('div', {},
        h('p', {}, h('b', {}, title), one.isPrepared && h('span', { class: 'tag prepared' }, t('work.prepared')), h('span', { class: `tag ${one.state}` }, word('ticket', one.state)),
          one.isUrgent && h('span', { class: 'tag late' }, t('record.urgent')), isLate(one) && h('span', { class: 'tag late' }, t('tickets.late')),
          one.callBack?.agent && h('span', { class: 'tag' }, t('call-back.by', one.callBack.agent)), one.callBack?.tries > 0 && h('span', { class: 'tag' }, t('call-back.tries', one.callBack.tries))),
        one.detail && one.detail !== one.title && h('p', { class: 'small' }, one.detail),
        h('p', { class: 'small' }, `${one.id} · ${moment(one.openedAt)} ${t('tickets.opened')} · ${moment(one.dueAt)} ${t('tickets.due')}`)),
      h('p', { class: 'whom' }, one.customer && h('span', {}, one.customer), one.number && h('span', { class: 'number' }, h('span', {}, one.number), revealNumberButton(one.id, name))),
      h('p', { class: 'row' }, one.state === 'open' && !one.callBack && button('take', 'work.take', 'dispatched'), button('done', 'work.done', 'resolved')))
  }

  // The one that this person rings now.
  callBack(one) {
    const title = one.title || t('ticket')
    const end = (outcome, kind) => h('button', { type: 'button', class: kind, 'data-key': `end-${outcome}`, click: event => this.finish(one, outcome, event.currentTarget) }, word('call-back', outcome))
    return h('li', { class: 'task ringing', 'data-ticket': one.id },
      h('div', {},
        h('p', {}, h('b', {}, title), h('span', { class: 'tag dispatched' }, t('call-back.mine')), one.isUrgent && h('span', { class: 'tag late' }, t('record.urgent')),
          one.callBack.tries > 0 && h('span', { class: 'tag' }, t('call-back.tries', one.callBack.tries))),
        one.detail && one.detail !== one.title && h('p', {}, one.detail),
        h('p', { class: 'small' }, `${one.id} · ${moment(one.openedAt)} ${t('tickets.opened')}`)),
      h('p', { class: 'whom' }, one.customer && h('span', {}, one.customer),
        one.number && h('span', { class: 'number' }, h('span', {}, one.number), h('button', { type: 'button', class: 'main', 'data-key': 'dial', click: event => this.dial(one, event.currentTarget) }, t('call-back.dial')), revealNumberButton(one.id, title))),
      h('p', { class: 'row outcomes', role: 'group', 'aria-label': t('call-back.outcome') }, end('reached', 'main'), end('noAnswer'), end('wrongNumber'),
        h('button', { type: 'button', 'data-key': 'end-refused', click: event => this.refuse(one, event.currentTarget) }, word('call-back', 'refused')), end('putBack', 'plain')))
  }

  async take(button) {
    button.disabled = true
    try {
      const { isTaken, next } = await post('/desk/call-backs/take', {})
      this.desk.notice(isTaken ? undefined : next ? t('call-back.later', moment(next)) : t('call-back.nobody'))
    } catch { this.desk.notice(t('failed')) }
    await this.refresh()
    button.disabled = false
    $('open-tickets').querySelector('[data-key=dial]')?.focus()
  }

  // The agent's own phone rings first, then the customer's. What came of it proposes how the call-back came out; the agent says it.
  async dial(one, button) {
    button.disabled = true
    this.desk.notice(t('call-back.dialling'))
    try {
      const { outcome } = await post('/desk/call-backs/dial', { ticket: one.id, fence: one.callBack.fence })
      this.desk.notice(word('placed', outcome))
      $('open-tickets').querySelector(`[data-key=end-${proposed[outcome]}]`)?.focus()
    } catch (error) {
      this.desk.notice(t(error.status === 409 ? 'call-back.not-now' : 'call-back.not-placed'))
    }
    button.disabled = false
    this.refresh()
  }

  refuse(one, button) {
    confirm(word('call-back', 'refused'), t('call-back.refused.sure'), [[word('call-back', 'refused'), () => this.finish(one, 'refused', button)]])
  }

  async finish(one, outcome, button) {
    button.disabled = true
    try {
      await post('/desk/call-backs/finish', { ticket: one.id, fence: one.callBack.fence, outcome })
      this.desk.notice(t(`call-back.ended.${outcome}`))
    } catch (error) {
      button.disabled = false
      this.desk.notice(t(error.status === 409 || error.status === 404 ? 'work.gone' : 'failed'))
    }
    this.refresh()
  }

  async change(one, state, button) {
    button.disabled = true
    try {
      await post('/desk/tickets/change', { ticket: one.id, state })
      this.desk.notice()
    } catch (error) {
      button.disabled = false
      this.desk.notice(t(error.status === 409 ? 'work.gone' : 'failed'))
    }
    this.refresh()
  }
}

const isLate = one => one.isLate || one.dueAt < Date.now() * 1000
