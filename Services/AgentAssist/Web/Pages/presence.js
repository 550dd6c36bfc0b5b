// Whether calls come: the choice of a presence, of a reason for a pause, and the figures of the day.

import { $, Part, h } from './dom.js'
import { get, post } from './server.js'
import { clock, length, t, word } from './words.js'

const reasons = ['rest', 'meal', 'training', 'meeting', 'paperwork', 'fault']

export class Presence {
  constructor(desk) {
    this.desk = desk
    this.figures = new Part($('figures'), day => figures(day, () => this.unfinished()))
    $('presence').addEventListener('change', event => this.choose(event.target.value))
    $('pause').append(...reasons.map(reason => h('option', { value: reason }, word('pause', reason))))
    $('pause').addEventListener('change', () => this.choose('paused'))
    $('more-time').addEventListener('click', () => this.more())
    setInterval(() => this.refresh(), 30_000)
  }

  draw(presence, isBusy, isSignedIn) {
    $('presence').hidden = !isSignedIn || isBusy
    $('pause').hidden = !isSignedIn || isBusy || presence !== 'paused'
    $('busy').hidden = !isBusy
    this.tick()
    for (const input of $('presence').querySelectorAll('input')) input.checked = input.value === presence
  }

  // The time that is left after a call, by the service's clock.
  tick() {
    const { until } = this.desk
    $('rest').hidden = until === undefined
    if (until === undefined) return
    $('rest-left').textContent = length(until / 1000 - Date.now() - this.desk.skew)
  }

  async more() {
    if (this.desk.until === undefined) return
    try {
      await post('/desk/more-time')
      this.desk.notice()
    } catch (error) { this.desk.notice(t(error.status === 409 ? 'rest.no-more' : 'failed')) }
  }

  async choose(presence) {
    try {
      await post('/desk/presence', presence === 'paused' ? { presence, reason: $('pause').value || 'rest' } : { presence })
      this.desk.notice()
    } catch (error) {
      this.desk.notice(t(error.status === 404 ? 'presence.no-queue' : 'presence.failed'))
      this.desk.redraw()
    }
    this.refresh()
  }

  // The calls that were not closed, to be brought back.
  async unfinished() {
    let calls
    try { calls = await get('/desk/unfinished') } catch { return this.desk.notice(t('failed')) }
    const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'unfinished-title', close: () => dialog.remove() }, h('h2', { id: 'unfinished-title' }, t('figures.open')),
      h('div', { class: 'choices' }, calls.map(call => h('button', { type: 'button', 'data-call': call.call, click: () => { dialog.close(); this.reopen(call.call) } }, `${clock(call.endedAt)} ${word('pack', call.pack)}`))),
      h('p', { class: 'row' }, h('button', { type: 'button', class: 'plain', click: () => dialog.close() }, t('close'))))
    document.body.append(dialog)
    dialog.showModal()
  }

  async reopen(call) { await post('/desk/reopen', { call }).catch(() => this.desk.notice(t('failed'))) }

  async refresh() {
    if (!this.desk.me?.roles.includes('agent')) return
    try { this.figures.draw(await get('/desk/figures')) } catch { /* shown again with the next */ }
  }
}

function figures(day, unfinished) {
  const paused = Object.values(day.pauses).reduce((sum, one) => sum + one, 0)
  const row = (key, value) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value))
  return [
    row('figures.calls', day.calls), row('figures.talk', day.talk === undefined ? '—' : length(day.talk)), row('figures.wrap-up', day.wrapUp === undefined ? '—' : length(day.wrapUp)),
    row('figures.score', day.score ?? '—'), row('figures.paused', length(paused)), day.open > 0 && row('figures.open', h('button', { type: 'button', class: 'small', 'data-key': 'open', 'aria-label': `${t('figures.open')}: ${day.open}`, click: unfinished }, day.open)),
  ]
}
