// What a supervisor may do with a call that a person has: the first press rings the supervisor's own phone.

import { h } from './dom.js'
import { notice } from './frame.js'
import { post } from './server.js'
import { t, word } from './words.js'

const modes = ['listen', 'whisper', 'join', 'take-over', 'leave']

export function superviseButtons(call, me) {
  if (call.state !== 'talking' || !me?.roles.includes('supervisor')) return undefined
  return h('div', { class: 'supervise', role: 'group', 'aria-label': `${t('wall.actions')}: ${call.agent}` }, modes.map(mode =>
    h('button', { type: 'button', class: 'small', 'data-key': `${call.call}-${mode}`, 'data-mode': mode, click: event => supervise(call.call, mode, event.currentTarget) }, word('supervise', mode))))
}

async function supervise(call, mode, button) {
  button.disabled = true
  notice(t('transfer.ringing'))
  try {
    const { outcome } = await post('/desk/supervise', { call, mode })
    notice(outcome === 'done' ? undefined : word('transfer.outcome', outcome))
  } catch { notice(t('failed')) }
  button.disabled = false
}
