// Work that waits for whoever has time: what was left at night or on the keypad first. Shown while no call is on the screen.

import { $, Part, h } from './dom.js'
import { revealNumberButton } from './reveal.js'
import { get, post } from './server.js'
import { moment, t, word } from './words.js'

const look = 20_000

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
    return [
      h('ul', { class: 'work' }, tickets.map(one => this.row(one))),
      total > tickets.length && h('p', { class: 'small' }, t('work.more', total - tickets.length)),
    ]
  }

  row(one) {
    const title = one.title || t('ticket'), name = `${title}, ${one.id}`
    const button = (key, words, state) => h('button', { type: 'button', class: 'small', 'data-key': `${key}-${one.id}`, 'aria-label': `${t(words)}: ${name}`, click: event => this.change(one, state, event.currentTarget) }, t(words))
    return h('li', { class: one.isPrepared ? 'task prepared' : 'task', 'data-ticket': one.id },
      h('div', {},
        h('p', {}, h('b', {}, title), one.isPrepared && h('span', { class: 'tag prepared' }, t('work.prepared')), h('span', { class: `tag ${one.state}` }, word('ticket', one.state)),
          one.isUrgent && h('span', { class: 'tag late' }, t('record.urgent')), isLate(one) && h('span', { class: 'tag late' }, t('tickets.late'))),
        one.detail && one.detail !== one.title && h('p', { class: 'small' }, one.detail),
        h('p', { class: 'small' }, `${one.id} · ${moment(one.openedAt)} ${t('tickets.opened')} · ${moment(one.dueAt)} ${t('tickets.due')}`)),
      h('p', { class: 'whom' }, one.customer && h('span', {}, one.customer), one.number && h('span', { class: 'number' }, h('span', {}, one.number), revealNumberButton(one.id, name))),
      h('p', { class: 'row' }, one.state === 'open' && button('take', 'work.take', 'dispatched'), button('done', 'work.done', 'resolved')))
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
