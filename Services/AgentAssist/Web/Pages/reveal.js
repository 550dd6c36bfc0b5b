// Showing something masked in clear: only with a reason, for half a minute, and never without an audit entry.

import { h } from './dom.js'
import { post } from './server.js'
import { t, word } from './words.js'

const reasons = ['verification', 'call-back', 'dispatch', 'correction', 'complaint'], shownFor = 30_000

export function revealButton(field, call) {
  return h('button', { type: 'button', class: 'reveal', 'data-key': `reveal-${field}`, 'aria-label': `${t('reveal')}: ${word('reveal', field)}`, click: event => ask(field, { call, field }, event.currentTarget) }, t('reveal'))
}

// The number of who is to be rung about a ticket.
export function revealNumberButton(ticket, name) {
  return h('button', { type: 'button', class: 'reveal', 'data-key': `reveal-${ticket}`, 'aria-label': `${t('reveal')}: ${name}`, click: event => ask('caller', { ticket }, event.currentTarget) }, t('reveal'))
}

// - what: the call and the field, or the ticket.
function ask(field, what, button) {
  const problem = h('p', { class: 'problem', role: 'alert' })
  const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'reveal-title', close: () => dialog.remove() },
    h('h2', { id: 'reveal-title' }, `${t('reveal.title')}: ${word('reveal', field)}`), h('p', {}, t('reveal.why')),
    h('div', { class: 'choices' }, reasons.map(reason => h('button', { type: 'button', value: reason, click: () => show(dialog, problem, { ...what, reason }, button) }, word('reveal', reason)))),
    problem, h('p', { class: 'row' }, h('button', { type: 'button', class: 'plain', click: () => dialog.close() }, t('cancel'))))
  document.body.append(dialog)
  dialog.showModal()
}

async function show(dialog, problem, wanted, button) {
  try {
    const { value } = await post(wanted.ticket ? '/desk/tickets/reveal' : '/desk/reveal', wanted)
    dialog.close()
    const place = button.parentElement, masked = place.firstChild
    const shown = h('span', { class: 'revealed' }, value)
    if (!masked || masked === button) return
    place.replaceChild(shown, masked)
    button.hidden = true
    setTimeout(() => { if (shown.isConnected) { place.replaceChild(masked, shown); button.hidden = false } }, shownFor)
  } catch {
    problem.textContent = t('failed')
  }
}
