// The dashboard: asks the query API every five seconds with the token kept for this tab alone.

import { language, switchLanguage, t, translate, word } from './dashboard-words.js'

const byId = id => document.getElementById(id)
const text = (tag, value, className) => { const node = document.createElement(tag); node.textContent = value; if (className) node.className = className; return node }
let glosses = {}

translate()
byId('language').lang = language === 'en' ? 'zh-CN' : 'en'
byId('language').addEventListener('click', switchLanguage)

// A link such as /dashboard#token=… signs in without typing; the fragment never reaches a server.
const fragment = new URLSearchParams(location.hash.slice(1)).get('token')
if (fragment) { sessionStorage.setItem('token', fragment); history.replaceState(null, '', location.pathname) }

async function ask(path) {
  const response = await fetch(path, { headers: { Authorization: 'Bearer ' + (sessionStorage.getItem('token') ?? '') } })
  if (response.status === 401) { sessionStorage.removeItem('token'); throw new Error('sign-in') }
  if (!response.ok) throw new Error((await response.json()).error ?? response.statusText)
  return response.json()
}

// MARK: How values are written

const share = value => value == null ? '—' : (100 * value).toFixed(1) + '%'
const milliseconds = value => value == null ? '—' : value >= 1000 ? t('seconds', (value / 1000).toFixed(2)) : t('milliseconds', value.toFixed(value < 10 ? 1 : 0))
const length = value => value == null ? '—' : t('seconds', Math.round(value / 1000))
const moment = value => value ? new Date(value).toLocaleString(language, { hour12: false }) : '—'

// What the pack calls an intent, else what every industry does; the first pack that knows it where the pack is not known.
function gloss(intent, pack) {
  const own = pack ? glosses[pack]?.[intent] : Object.values(glosses).map(one => one[intent]).find(Boolean)
  return own ?? word('intent', intent)
}

// MARK: Figures

const limits = { level: share, answers: share, response: milliseconds, screens: milliseconds, lost: value => value }

function showAlarms(list) {
  byId('alarms').replaceChildren(...list.map(one => text('li', t(`alarm.${one.kind}`, limits[one.kind]?.(one.value) ?? one.value, limits[one.kind]?.(one.limit) ?? one.limit), `alarm ${one.kind}`)))
  if (!list.length) byId('alarms').append(text('li', t('alarms.none'), 'none'))
}

function figure(name, value, note) {
  const card = text('div', '', 'figure')
  card.append(text('span', t(name)), text('b', value))
  if (note) card.append(text('small', note))
  return card
}

function showFigures(k) {
  const times = q => q && t('times', milliseconds(q.p95), q.count)
  byId('figures').replaceChildren(
    figure('calls', k.calls, t('calls.answered', share(k.answerRate))), figure('automation', share(k.automationRate), t('count', k.finishedByAssistant)),
    figure('handed-over', k.handedOver), figure('level', share(k.serviceLevel), t('level.note', length(k.servedWithin), k.wantedPerson)), figure('angry', k.angry), figure('tickets', k.ticketsOpened),
    figure('call-backs', k.callBacksWanted), figure('response', milliseconds(k.response?.p50), times(k.response)),
    figure('screens', milliseconds(k.acknowledgement?.p50), k.acknowledgement && `p99 ${milliseconds(k.acknowledgement.p99)}`), figure('wait', milliseconds(k.wait?.p50), times(k.wait)))
  byId('intents').replaceChildren(...k.intents.slice(0, 20).map(one => { const item = text('li', `${gloss(one.name)} · ${one.calls}`); item.dataset.intent = one.name; return item }))
  if (!k.intents.length) byId('intents').append(text('li', t('intents.none'), 'none'))
}

// MARK: Calls

function row(call) {
  const line = document.createElement('tr'), open = text('button', moment(call.startedAt)), first = document.createElement('td')
  open.type = 'button'
  open.addEventListener('click', () => showStory(call))
  first.append(open)
  const outcome = call.handedOver ? word('outcome', 'handed-over') : call.outcome ? word('outcome', call.outcome) : call.cause ? word('cause', call.cause) : word('outcome', 'going-on')
  line.append(first, text('td', call.dialled ?? '—'), text('td', call.pack ? word('pack', call.pack) : '—'), text('td', call.intents.map(one => gloss(one, call.pack)).join('、') || '—'), text('td', outcome),
    text('td', call.peakAnger, call.peakAnger >= 80 ? 'angry' : ''), text('td', length(call.talked)))
  return line
}

async function showStory({ call, pack }) {
  const story = await ask('/v1/calls/' + encodeURIComponent(call))
  byId('lines').replaceChildren(...story.lines.map(line => {
    const item = text('li', '', line.kind)
    const said = line.text ?? [line.intent && gloss(line.intent, pack), line.action && `→ ${line.action}`, ...(line.passages ?? [])].filter(Boolean).join(' ')
    const notes = [line.latency && t('story.answered', milliseconds(line.latency.total)), line.anger && t('story.mood', line.anger), line.complete === false && t('story.cut')]
    item.append(text('strong', `${word('line', line.kind)}: `), said, text('small', notes.filter(Boolean).join(' · ')))
    return item
  }))
  byId('story').showModal()
}

// MARK: Looking again

async function refresh() {
  if (!sessionStorage.getItem('token')) { byId('sign-in').hidden = false; byId('state').textContent = t('token.first'); return }
  try {
    const from = new Date(Date.now() - Number(byId('period').value) * 3600e3).toISOString()
    const [figures, calls, names] = await Promise.all([ask('/v1/kpis?from=' + from), ask('/v1/calls?limit=50&from=' + from), ask('/v1/glosses')])
    glosses = names
    byId('sign-in').hidden = true
    showAlarms(figures.alarms)
    showFigures(figures)
    byId('calls').replaceChildren(...calls.map(row))
    byId('state').textContent = t('updated', new Date().toLocaleTimeString(language, { hour12: false }))
  } catch (error) {
    if (error.message === 'sign-in') { byId('sign-in').hidden = false; byId('state').textContent = t('token.over') }
    else byId('state').textContent = t('unread', error.message)
  }
}

byId('sign-in').addEventListener('submit', event => { event.preventDefault(); sessionStorage.setItem('token', byId('token').value.trim()); refresh() })
byId('period').addEventListener('change', refresh)
setInterval(refresh, 5000)
refresh()
