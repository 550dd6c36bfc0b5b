// A question before something that cannot be taken back.

import { h } from './dom.js'
import { t } from './words.js'

export function confirm(title, text, choices) {
  const dialog = h('dialog', { class: 'box', 'aria-labelledby': 'confirm-title', close: () => dialog.remove() }, h('h2', { id: 'confirm-title' }, title), h('p', {}, text),
    h('p', { class: 'row' }, h('button', { type: 'button', class: 'plain', click: () => dialog.close() }, t('cancel')),
      choices.map(([label, act]) => h('button', { type: 'button', class: 'main', autofocus: true, click: () => { dialog.close(); act() } }, label))))
  document.body.append(dialog)
  dialog.showModal()
}
