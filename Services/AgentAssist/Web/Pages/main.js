// Joins the service's events to the screen. The acknowledgement is sent after the DOM has been read back, without waiting for
// a frame to be painted: a hidden tab paints none.

import { CallView } from './call.js'
import { Controls } from './controls.js'
import { $ } from './dom.js'
import { begin, firstPage, mayUse, navigate, notice } from './frame.js'
import { listen } from './keys.js'
import { Presence } from './presence.js'
import { revealButton } from './reveal.js'
import { Events, get, post } from './server.js'
import { OpenTickets } from './tickets.js'
import { empty, fold } from './state.js'
import { warm } from './warm.js'
import { t, word } from './words.js'

begin('title')
let state = empty()
const views = new Map()
let isWarm = false
const title = document.title

// What the parts of a call may ask of the page; `skew`: by how many milliseconds the service's clock is ahead of the browser's;
// `until`: when the time after a call ends.
const desk = { me: undefined, skew: 0, until: undefined, notice, revealButton, redraw: drawRest, wrapped: () => presence.refresh(), controls: () => new Controls(desk) }
const presence = new Presence(desk), openTickets = new OpenTickets(desk)

// MARK: Drawing

function drawCall(id) {
  const call = state.calls.get(id)
  if (!call) {
    views.get(id)?.element.remove()
    return views.delete(id)
  }
  const isNew = !views.has(id)
  const view = views.get(id) ?? new CallView(desk)
  if (isNew) {
    views.set(id, view)
    $('calls').prepend(view.element)
  }
  view.draw(call)
  if (call.mustAcknowledge) acknowledge(view, call)
  if (isNew && call.head.state !== 'ended') view.element.focus()
}

// Once for each revision of each offer.
function acknowledge(view, call, attempt = 1) {
  const shown = view.shows(call), mark = shown && `${shown.fence}/${shown.revision}`
  if (!shown || (attempt === 1 && call.acknowledged === mark)) return
  call.acknowledged = mark
  post('/desk/ack', shown).catch(error => {
    if (attempt < 4 && !(error.status < 500)) setTimeout(() => acknowledge(view, call, attempt + 1), 150 * attempt)
  })
}

function drawRest() {
  const active = [...state.calls.values()].find(call => call.head.state !== 'ended')
  const isSignedIn = state.agent !== undefined
  $('sign-in').hidden = isSignedIn
  const isBusy = state.presence === 'busy' || active?.head.state === 'talking'
  $('link').hidden = !isSignedIn
  $('idle').hidden = !isSignedIn || state.calls.size > 0
  desk.until = state.presence === 'wrap-up' ? state.until : undefined
  openTickets.draw(isSignedIn && state.calls.size === 0)
  presence.draw(state.presence, isBusy, isSignedIn)
  const shown = state.presence ?? 'unknown'
  $('idle').dataset.presence = shown
  $('idle-title').textContent = t(`idle.${shown}`)
  $('idle-hint').textContent = t(`idle.${shown}.hint`)
  document.title = active ? `● ${t('call')}：${word('reason', active.head.reason ?? 'unknown')}` : isSignedIn && state.presence ? `${word('presence', state.presence)} · ${title}` : title
}

// MARK: Hearing

function heard(name, data) {
  const before = [...state.calls.keys()]
  const changed = fold(state, name, data)
  for (const id of new Set([...(name === 'welcome' ? before : []), ...changed])) drawCall(id)
  if (name === 'clear' && data.reason === 'withdrawn') notice(t('call.withdrawn'))
  if (name === 'clear') presence.refresh()
  if (name === 'show') notice()
  if (name === 'welcome' && !state.calls.size && !isWarm) {
    isWarm = true
    setTimeout(warm, 50)
  }
  if (name === 'welcome' && location.hash === '#ready') beReady()
  drawRest()
}

function linked(isLinked) {
  const text = t(isLinked ? 'link.up' : 'link.down')
  if ($('link').textContent !== text) $('link').textContent = text
  $('link').dataset.linked = isLinked
}

const events = new Events(heard, linked, signedOut)
setInterval(() => { presence.tick(); for (const view of views.values()) view.tick() }, 1000)

// MARK: Signing in

async function enter() {
  try {
    const me = await get('/desk/me')
    if (!mayUse(me, '/desk')) return location.replace(firstPage(me) ?? '/desk/wall')
    desk.me = me
    desk.skew = me.now / 1000 - Date.now()
    Object.assign(state, { agent: me.agent, name: me.name })
    navigate(me)
    events.open()
    presence.refresh()
  } catch (error) {
    if (error.status !== 401) {
      notice(t('link.away'))
      return setTimeout(enter, 1500)
    }
  }
  notice()
  drawRest()
  if (!state.agent) $('user').focus()
}

function signedOut() {
  events.forget()
  state = empty()
  desk.me = undefined
  for (const id of [...views.keys()]) drawCall(id)
  for (const id of ['who', 'sign-out', 'nav']) $(id).hidden = true
  notice(t('sign-in.over'))
  drawRest()
}

const problems = ['wrong-password', 'too-many-attempts', 'no-role', 'browser-not-registered']

$('sign-in-form').addEventListener('submit', async event => {
  event.preventDefault()
  const form = event.target
  try {
    await post('/desk/sign-in', { user: form.user.value.trim(), password: form.password.value })
    form.reset()
    $('sign-in-problem').textContent = ''
    await enter()
  } catch (error) {
    $('sign-in-problem').textContent = t(problems.includes(error.code) ? `sign-in.${error.code}` : 'sign-in.failed')
    form.password.select()
  }
})

$('sign-out').addEventListener('click', async () => {
  await post('/desk/presence', { presence: 'offline' }).catch(() => {})
  await post('/desk/sign-out').catch(() => {})
  events.forget()
  location.reload()
})

// MARK: Doing

// A desk opened as /desk#ready takes calls at once.
function beReady() {
  history.replaceState(null, '', location.pathname)
  if (state.presence !== 'ready' && state.presence !== 'busy') presence.choose('ready')
}

// While a call is talked on.
const onTalk = act => view => { if (view.call.head.state === 'talking') act(view.banner.controls) }
const controls = { KeyH: onTalk(one => one.hold()), KeyX: onTalk(one => one.give()), KeyC: onTalk(one => one.together()), KeyM: onTalk(one => one.mute()), KeyK: onTalk(one => one.keypad()) }

listen({ view: () => [...views.values()].find(view => view.call.head.state !== 'ended') ?? [...views.values()][0], choose: one => presence.choose(one), more: () => presence.more(), controls })
enter()
