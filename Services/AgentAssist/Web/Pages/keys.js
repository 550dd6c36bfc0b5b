// What the keyboard does besides Tab and Enter: Alt with a key.

import { $, h } from './dom.js'
import { t } from './words.js'

const help = [
  ['Alt+1 – 6', 'keys.insert-guide'], ['Alt+I', 'keys.insert-words'], ['Alt+T', 'keys.ticket'], ['Alt+N', 'keys.notes'], ['Alt+L', 'keys.talk'],
  ['Alt+H / X / C', 'keys.controls'], ['Alt+M / K', 'keys.voice'], ['Alt+R / P / W', 'keys.presence'], ['Alt+E', 'keys.more-time'], ['Alt+/', 'keys.help'],
]

// - view: the call on the screen, if any. - choose: takes a presence. - more: asks for more time after a call.
export function listen({ view, choose, controls = {}, more = () => {} }) {
  const presences = { KeyR: 'ready', KeyP: 'paused', KeyW: 'wrap-up' }
  const onCall = {
    KeyI: call => { const line = call.call.lines.filter(one => one.party === 'caller' && one.text !== undefined).at(-1); if (line) call.record.insert(line.text) },
    KeyT: call => call.record.detail.focus(),
    KeyN: call => call.record.notes.focus(),
    KeyL: call => call.transcript.log.focus(),
  }
  addEventListener('keydown', event => {
    if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return
    const call = view(), digit = /^Digit([1-6])$/.exec(event.code)
    const act = event.code === 'Slash' ? showHelp
      : digit && call ? () => call.guidance.insertNumber(Number(digit[1]))
      : event.code === 'KeyE' ? more
      : presences[event.code] ? () => choose(presences[event.code])
      : call && controls[event.code] ? () => controls[event.code](call)
      : call && onCall[event.code] ? () => onCall[event.code](call) : undefined
    if (!act) return
    event.preventDefault()
    act()
  })
  $('keys')?.addEventListener('click', showHelp)
}

function showHelp() {
  const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'keys-title', close: () => dialog.remove() }, h('h2', { id: 'keys-title' }, t('keys')),
    h('dl', { class: 'keys' }, help.map(([key, word]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, t(word))))),
    h('p', { class: 'row' }, h('button', { type: 'button', class: 'main', autofocus: true, click: () => dialog.close() }, t('close'))))
  document.body.append(dialog)
  dialog.showModal()
}
