// The keypad of a call: each key goes out at once, in the order in which they were pressed, from the screen or the keyboard.

import { h } from './dom.js'
import { t } from './words.js'

const keys = [...'123456789*0#']
const names = { '*': 'keypad.star', '#': 'keypad.hash' }

// - send: takes keys, and resolves to nothing when they were refused.
export function openKeypad(to, send) {
  let sent = '', last = Promise.resolve()
  const output = h('output', { class: 'sent', 'aria-live': 'polite', 'aria-label': t('keypad.sent') })
  const press = key => {
    last = last.then(async () => {
      if (!await send(key)) return
      sent = (sent + key).slice(-32)
      output.textContent = sent
    })
  }
  const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'keypad-title', close: () => dialog.remove(), keydown: event => {
    if (event.altKey || event.ctrlKey || event.metaKey || !keys.includes(event.key)) return
    event.preventDefault()
    press(event.key)
  } },
    h('h2', { id: 'keypad-title' }, t('keypad')), h('p', { class: 'small' }, to), output,
    h('div', { class: 'keypad', role: 'group', 'aria-label': t('keypad') }, keys.map(key =>
      h('button', { type: 'button', 'data-digit': key, 'aria-label': names[key] ? t(names[key]) : key, click: () => press(key) }, key))),
    h('p', { class: 'small' }, t('keypad.hint')),
    h('p', { class: 'row' }, h('button', { type: 'button', class: 'main', click: () => dialog.close() }, t('close'))))
  document.body.append(dialog)
  dialog.showModal()
}
