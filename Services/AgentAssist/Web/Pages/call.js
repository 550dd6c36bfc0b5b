// One call on the screen: what to say first, what was said so far, who it is. The head is drawn anew with each change;
// lines are only added or replaced, so that a screen reader reads what is new.

import { h } from './dom.js'
import { emotion } from './emotion.js'
import { action, clock, milliseconds, moment, outcomes, packs, parties, reasons, sources, span, states, ticketStates } from './words.js'

export class CallView {
  constructor(dismiss) {
    this.dismiss = dismiss
    this.drawn = new Map()
    this.banner = h('header', { class: 'banner' })
    this.first = h('section', { class: 'say', 'aria-label': '建议这样说' })
    this.log = h('ol', { class: 'lines', role: 'log', 'aria-live': 'polite', 'aria-label': '对话', tabindex: 0 })
    this.side = h('div', { class: 'side' })
    const talk = h('section', { class: 'card talk' }, h('h3', {}, '对话'), this.log)
    this.element = h('article', { class: 'call', tabindex: -1 }, this.banner, h('div', { class: 'columns' }, h('div', { class: 'centre' }, this.first, talk), this.side))
  }

  draw(call) {
    const { head } = call, stuck = this.isAtEnd
    this.element.dataset.call = call.id
    this.element.dataset.state = head.state
    this.element.setAttribute('aria-label', `来电：${(reasons[head.reason] ?? ['转人工'])[0]}`)
    this.banner.replaceChildren(...this.bannerParts(call))
    this.first.replaceChildren(...suggestions(head))
    this.first.hidden = head.state === 'ended'
    this.side.replaceChildren(...side(call))
    for (const line of call.lines) this.drawLine(line)
    if (stuck) this.log.scrollTop = this.log.scrollHeight
    // Last: whoever reads the revision from the DOM finds everything of it there.
    this.element.dataset.fence = call.fence
    this.element.dataset.revision = head.revision
  }

  // What the DOM itself shows, or nothing.
  shows(call) {
    const { element } = this, ids = new Set([...this.log.children].map(line => line.dataset.line))
    const isThere = element.isConnected && !element.closest('[hidden]') && call.lines.every(line => ids.has(line.id))
    return isThere && this.first.childElementCount > 0 ? { call: element.dataset.call, fence: Number(element.dataset.fence), revision: Number(element.dataset.revision) } : undefined
  }

  get isAtEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40 }

  drawLine(line) {
    const text = JSON.stringify(line), known = this.drawn.get(line.id)
    if (known?.text === text) return
    const element = lineElement(line)
    if (known) known.element.replaceWith(element)
    else this.log.insertBefore(element, [...this.log.children].find(other => Number(other.dataset.at) > line.at) ?? null)
    this.drawn.set(line.id, { text, element })
  }

  bannerParts(call) {
    const { head } = call, [reason, hint] = reasons[head.reason] ?? ['转人工', '']
    this.timer = h('time', { class: 'timer' })
    this.tick(call)
    return [
      h('div', {}, h('p', { class: 'state' }, states[head.state]), h('h2', {}, reason), h('p', { class: 'hint' }, hint)),
      h('dl', { class: 'facts' },
        fact('来电号码', head.caller ?? '未显示'), fact('业务', packs[head.pack] ?? head.pack ?? '—'), h('div', {}, h('dt', {}, '时长'), h('dd', {}, this.timer)),
        fact('上屏用时', call.latency === undefined ? '—' : milliseconds(call.latency), 'latency')),
      head.state === 'ended' && h('button', { type: 'button', class: 'main', click: () => this.dismiss(call.id) }, '完成，收起'),
    ].filter(Boolean)
  }

  tick({ head }) { this.timer.textContent = head.startedAt ? span(head.startedAt, head.endedAt ?? Date.now() * 1000) : '—' }
}

const fact = (name, value, id) => h('div', {}, h('dt', {}, name), h('dd', id ? { 'data-fact': id } : {}, value))

function suggestions(head) {
  const [first, ...others] = head.suggestions
  if (!first) return [h('p', { class: 'none' }, '没有建议，请先问候客户。')]
  return [
    h('p', { class: 'label' }, head.state === 'talking' ? '可以这样说' : '接起来先说', h('small', {}, sources[first.source])),
    h('blockquote', { class: 'opening' }, first.text),
    others.length > 0 && h('ul', { class: 'others' }, others.map(other => h('li', {}, other.text, h('small', {}, sources[other.source])))),
  ].filter(Boolean)
}

function lineElement(line) {
  const angry = line.anger >= 80
  return h('li', { class: `line ${line.party}${angry ? ' angry' : ''}`, 'data-line': line.id, 'data-at': line.at },
    h('p', { class: 'by' }, h('b', {}, parties[line.party]), h('time', {}, clock(line.at)), angry && h('span', { class: 'mood hot' }, `激动 ${line.anger}`)),
    h('p', { class: line.text === undefined ? 'text none' : 'text' }, line.text ?? '（这句话已无法显示）', !line.isComplete && h('small', {}, ' 被客户打断')))
}

function side(call) {
  const { head } = call
  return [
    card('客户', customer(head)),
    card('情绪', emotion(call.lines)),
    card('工单', head.tickets.length ? h('ul', { class: 'tickets' }, head.tickets.map(ticket)) : h('p', { class: 'none' }, '没有工单')),
    head.actions.length > 0 && card('助手已办', h('ul', { class: 'actions' }, head.actions.map(done => h('li', {}, h('b', {}, action(done.name)), ` ${outcomes[done.outcome] ?? done.outcome}`, h('time', {}, clock(done.at)))))),
  ].filter(Boolean)
}

const card = (title, content) => h('section', { class: 'card' }, h('h3', {}, title), content)

function customer(head) {
  if (!head.customer) return h('p', { class: 'none' }, '没有找到这个号码的客户资料')
  const { name, address, accounts } = head.customer
  return h('dl', { class: 'pairs' }, fact('姓名', name), address && fact('地址', address), accounts.length > 0 && fact('户号', accounts.join('、')))
}

const isLate = item => item.breached || (item.dueAt !== undefined && item.dueAt < Date.now() * 1000 && ['open', 'dispatched'].includes(item.state))

const ticket = item => h('li', { class: item.isOfThisCall ? 'ticket mine' : 'ticket' },
  h('p', {}, h('b', {}, item.title || '工单'), h('span', { class: `tag ${item.state}` }, ticketStates[item.state] ?? item.state), isLate(item) && h('span', { class: 'tag late' }, '已超时')),
  h('p', { class: 'small' }, item.isOfThisCall && '本次通话 · ', item.openedAt && `${moment(item.openedAt)} 登记`, item.dueAt && ` · ${moment(item.dueAt)} 前处理`))
