// Who calls: the customer, their mood, their tickets, what the assistant has done.

import { fact } from './banner.js'
import { Part, h } from './dom.js'
import { emotion } from './emotion.js'
import { post } from './server.js'
import { clock, moment, t, word } from './words.js'

export class Side {
  constructor(desk) {
    this.desk = desk
    this.cards = {
      customer: card(t('customer'), value => this.customer(value)),
      mood: card(t('mood'), emotion),
      tickets: card(t('tickets'), value => this.tickets(value)),
      actions: card(t('actions'), actions),
      history: card(t('history'), history),
    }
    this.element = h('div', { class: 'side', tabindex: 0, role: 'region', 'aria-label': t('customer') }, Object.values(this.cards).map(one => one.element))
  }

  draw({ id, head, lines }) {
    this.cards.customer.part.draw({ id, customer: head.customer })
    this.cards.mood.part.draw(lines.filter(line => line.party === 'caller' && line.anger !== undefined).map(line => line.anger))
    this.cards.tickets.part.draw({ id, tickets: head.tickets, isLive: head.state !== 'offered' })
    this.cards.actions.part.draw(head.actions)
    this.cards.history.part.draw(head.history)
    this.cards.history.element.hidden = head.history.length === 0
    this.cards.actions.element.hidden = head.actions.length === 0
  }

  customer({ id, customer }) {
    if (!customer) return h('p', { class: 'none' }, t('customer.none'))
    const { name, address, accounts } = customer
    return h('dl', { class: 'pairs' }, fact(t('customer.name'), name),
      address && h('div', {}, h('dt', {}, t('customer.address')), h('dd', { 'data-fact': 'address' }, address, address.includes('*') && this.desk.revealButton('address', id))),
      accounts.length > 0 && h('div', {}, h('dt', {}, t('customer.accounts')), h('dd', { 'data-fact': 'account' }, accounts.join('、'), this.desk.revealButton('account', id))))
  }

  tickets({ id, tickets, isLive }) {
    if (!tickets.length) return h('p', { class: 'none' }, t('tickets.none'))
    return h('ul', { class: 'tickets' }, tickets.map(item => this.ticket(id, item, isLive)))
  }

  ticket(call, item, isLive) {
    const isOpen = ['open', 'dispatched'].includes(item.state)
    const isLate = item.breached || (isOpen && item.dueAt !== undefined && item.dueAt < Date.now() * 1000)
    return h('li', { class: item.isOfThisCall ? 'ticket mine' : 'ticket', 'data-ticket': item.id },
      h('p', {}, h('b', {}, item.title || t('ticket')), h('span', { class: `tag ${item.state}` }, word('ticket', item.state)), isLate && h('span', { class: 'tag late' }, t('tickets.late'))),
      h('p', { class: 'small' }, item.isOfThisCall && `${t('tickets.this')} · `, item.openedAt && `${moment(item.openedAt)} ${t('tickets.opened')}`, item.dueAt && ` · ${moment(item.dueAt)} ${t('tickets.due')}`),
      isLive && isOpen && h('button', { type: 'button', class: 'small', 'data-key': `urge-${item.id}`, 'aria-label': `${t('tickets.urge')}: ${item.title}`, click: event => this.urge(call, item, event.currentTarget) }, t('tickets.urge')))
  }

  async urge(call, item, button) {
    button.disabled = true
    try {
      await post('/desk/urge', { call, ticket: item.id, key: `urge-${item.id}` })
      button.textContent = t('tickets.urged')
    } catch {
      button.disabled = false
      this.desk.notice(t('failed'))
    }
  }
}

function card(title, build) {
  const body = h('div', {})
  return { element: h('section', { class: 'card' }, h('h3', {}, title), body), part: new Part(body, build) }
}

const history = list => h('ul', { class: 'tickets' }, list.map(past => h('li', { class: 'ticket', 'data-past': past.call },
  h('p', {}, h('b', {}, moment(past.at)), h('span', { class: 'tag' }, past.code ? word('after', past.code) : t('figures.open')), h('small', {}, past.agent)), past.summary && h('p', { class: 'small past' }, past.summary))))

const actions = list => h('ul', { class: 'actions' }, list.map(done => h('li', {}, h('b', {}, word('action', done.name)), ` ${word('outcome', done.outcome)}`, h('time', {}, clock(done.at)))))
