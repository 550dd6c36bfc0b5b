// For auditors: who was shown what in clear, and why, never what was shown. For administrators: which browsers may sign in.

import { $, Part, h } from './dom.js'
import { begin, enter, notice } from './frame.js'
import { get, post } from './server.js'
import { moment, t, word } from './words.js'

begin('nav.audit')

const table = (head, rows) => h('table', {}, h('thead', {}, h('tr', {}, head.map(key => h('th', { scope: 'col' }, t(key))))), h('tbody', {}, rows))
const row = (...values) => h('tr', {}, values.map(value => h('td', {}, value)))

const reveals = new Part($('reveals'), list => list.length
  ? table(['audit.number', 'audit.at', 'audit.who', 'audit.call', 'audit.what', 'audit.why'], list.map(one =>
      row(one.audit, moment(one.at), one.agent, h('code', {}, one.call), word('reveal', one.field), word('reveal', one.reason))))
  : h('p', { class: 'none' }, t('audit.nothing')))

const browsers = new Part($('browsers'), list => list.length
  ? table(['audit.browser', 'audit.who', 'audit.at', 'audit.approved', 'audit.approve'], list.map(one =>
      row(h('code', {}, one.browser.slice(0, 12)), one.person, moment(one.registeredAt), one.approvedBy ?? '—',
        h('button', { type: 'button', class: 'small', 'data-key': one.browser, click: () => approve(one.browser, !one.approvedBy) }, t(one.approvedBy ? 'audit.revoke' : 'audit.approve')))))
  : h('p', { class: 'none' }, t('audit.no-browsers')))

async function approve(browser, approved) {
  try {
    await post('/desk/browsers', { browser, approved })
    browsers.draw(await get('/desk/browsers'))
    notice()
  } catch { notice(t('failed')) }
}

async function show(me) {
  $('reveals-card').hidden = !me.roles.includes('auditor')
  $('browsers-card').hidden = !me.roles.includes('administrator')
  try {
    if (me.roles.includes('auditor')) reveals.draw(await get('/desk/reveals'))
    if (me.roles.includes('administrator')) browsers.draw(await get('/desk/browsers'))
    notice()
  } catch (error) {
    if (error.status === 401) return location.replace('/desk')
    notice(t('link.down'))
  }
  setTimeout(() => show(me), 5000)
}

const me = await enter()
if (me) show(me)
