// The team wall: queues, people, calls, how hand-overs go, and what needs somebody now. Looked at anew every two seconds.

import { $, Part, h } from './dom.js'
import { begin, enter, notice } from './frame.js'
import { get } from './server.js'
import { superviseButtons } from './supervise.js'
import { clock, length, milliseconds, t, word } from './words.js'

begin('nav.wall')
const look = 2000
let me

const parts = {
  alarms: new Part($('alarms'), alarms), assistants: new Part($('assistants'), assistants), service: new Part($('service'), service), queues: new Part($('queues'), queues), people: new Part($('people'), people),
  calls: new Part($('calls'), calls),
}

async function refresh() {
  try {
    const wall = await get('/desk/wall.json')
    draw(wall)
    notice()
  } catch (error) {
    if (error.status === 401) return location.replace('/desk')
    notice(t('link.down'))
  }
  setTimeout(refresh, look)
}

export function draw(wall) {
  // Ages are written out, so that a part is drawn anew when a second has passed, and only then.
  const age = time => time === undefined ? undefined : length((wall.at - time) / 1000)
  parts.alarms.draw(wall.alarms)
  parts.service.draw({ ...wall.service, calls: wall.calls.length, assistant: wall.calls.filter(call => call.state === 'assistant').length })
  parts.assistants.draw(wall.assistants)
  parts.queues.draw(wall.queues.map(queue => ({ ...queue, oldest: age(queue.oldest) })))
  parts.people.draw(wall.people.map(seat => ({ ...seat, since: age(seat.since) })))
  parts.calls.draw(wall.calls.map(call => ({ ...call, startedAt: age(call.startedAt), waitingSince: age(call.waitingSince) })))
  $('at').textContent = clock(wall.at)
}

function alarms(list) {
  return list.map(alarm => h('li', { class: `alarm ${alarm.kind}` }, h('b', {}, word('alarm', alarm.kind)), ` ${alarm.subject} `, h('span', {}, `${alarm.value}${t(`alarm.unit.${alarm.kind}`)}`)))
}

const tile = (name, value, note) => h('div', { class: 'tile' }, h('dt', {}, t(name)), h('dd', {}, value, note && h('small', {}, note)))

function service(now) {
  return [
    tile('wall.level', now.level === undefined ? '—' : `${now.level}%`, t('wall.level.note', now.within / 1000)), tile('wall.hand-overs', now.handOvers, t('wall.hour')), tile('wall.abandoned', now.abandoned, t('wall.hour')),
    tile('wall.wait', now.wait === undefined ? '—' : length(now.wait), t('wall.median')),
    tile('wall.latency', now.latency === undefined ? '—' : milliseconds(now.latency), now.latencyWorst === undefined ? '' : `p99 ${milliseconds(now.latencyWorst)}`),
    tile('wall.live', now.calls, `${t('wall.assistant')} ${now.assistant}`),
  ]
}

function rows(head, body) {
  return h('table', {}, h('thead', {}, h('tr', {}, head.map(name => h('th', { scope: 'col' }, t(name))))), h('tbody', {}, body))
}

const cells = (...values) => values.map(value => h('td', {}, value))

function queues(list) {
  if (!list.length) return h('p', { class: 'none' }, t('wall.no-queues'))
  return rows(['wall.queue', 'wall.waiting', 'wall.longest', 'wall.estimate', 'wall.mean', 'presence.ready', 'presence.busy', 'presence.wrap-up', 'presence.paused'], list.map(queue =>
    h('tr', { class: queue.waiting > 0 && 'hot' }, h('th', { scope: 'row' }, queue.name), cells(queue.waiting, queue.oldest ?? '—', queue.estimate === undefined ? '—' : length(queue.estimate * 1000), queue.meanService === undefined ? '—' : length(queue.meanService), queue.ready, queue.busy, queue.wrapUp, queue.paused))))
}

function people(list) {
  if (!list.length) return h('p', { class: 'none' }, t('wall.no-people'))
  return h('ul', { class: 'seats' }, list.map(seat => h('li', { class: `seat ${seat.presence}`, 'data-agent': seat.agent },
    h('b', {}, seat.name ?? seat.agent), h('span', { class: 'what' }, word('presence', seat.presence), seat.pause && ` · ${word('pause', seat.pause)}`), h('small', {}, seat.since ?? ''), seat.calls > 0 && h('small', { class: 'did' }, t('wall.did', seat.calls, length(seat.talked / seat.calls))))))
}

function assistants(list) {
  if (!list.length) return h('p', { class: 'none' }, t('wall.no-assistants'))
  return h('ul', { class: 'seats' }, list.map(one => h('li', { class: `seat ${one.calls >= one.capacity ? 'paused' : 'ready'}` }, h('b', {}, one.instance), h('span', { class: 'what' }, t('wall.load', one.calls, one.capacity)))))
}

function calls(list) {
  if (!list.length) return h('p', { class: 'none' }, t('wall.no-calls'))
  return rows(['wall.state', 'fact.business', 'fact.matter', 'wall.agent', 'wall.reason', 'mood', 'fact.length', 'wall.waited', 'wall.actions'], list.map(call =>
    h('tr', { 'data-call': call.call, class: call.state },
      h('td', {}, h('span', { class: `tag ${call.state}` }, word('wall.call', call.state))), cells(word('pack', call.pack), call.gloss ?? '—', call.agent ?? '—', call.reason ? word('reason', call.reason) : '—'),
      h('td', { class: call.anger >= 80 && 'angry' }, call.anger ?? '—'), cells(call.startedAt ?? '—', call.waitingSince ?? '—'), h('td', {}, superviseButtons(call, me)))))
}

me = await enter()
if (me) refresh()
