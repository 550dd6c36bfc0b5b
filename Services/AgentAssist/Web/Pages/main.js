// Joins the service's events to the screen. The acknowledgement is sent after the DOM has been read back, without waiting for
// a frame to be painted: a hidden tab paints none.

import { CallView } from './call.js'
import { $ } from './dom.js'
import { Events, get, post } from './server.js'
import { empty, fold } from './state.js'
import { warm } from './warm.js'
import { presences, reasons } from './words.js'

let state = empty()
const views = new Map()
let isWarm = false
const title = document.title

// MARK: Drawing

function drawCall(id) {
  const call = state.calls.get(id)
  if (!call) {
    views.get(id)?.element.remove()
    return views.delete(id)
  }
  const isNew = !views.has(id)
  const view = views.get(id) ?? new CallView(dismiss)
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
  for (const id of ['who', 'sign-out', 'link']) $(id).hidden = !isSignedIn
  $('presence').hidden = !isSignedIn || isBusy
  $('busy').hidden = !isBusy
  $('idle').hidden = !isSignedIn || state.calls.size > 0
  $('who').textContent = state.name ?? state.agent ?? ''
  for (const input of $('presence').querySelectorAll('input')) input.checked = input.value === state.presence
  $('idle').dataset.presence = state.presence ?? 'unknown'
  ;[$('idle-title').textContent, $('idle-hint').textContent] = idleWords[state.presence] ?? idleWords.unknown
  document.title = active ? `● 来电：${(reasons[active.head.reason] ?? ['转人工'])[0]}` : isSignedIn && state.presence ? `${presences[state.presence]} · ${title}` : title
}

const idleWords = {
  ready: ['已就绪', '有客户需要您时，资料会先出现在这里，电话随后响起。'],
  paused: ['小休中', '不会有电话进来。准备好后选“就绪”。'],
  'wrap-up': ['话后处理', '处理完后选“就绪”，接下一通电话。'],
  busy: ['正在接通', '资料马上显示。'],
  offline: ['离线', '选“就绪”开始接电话。'],
  unknown: ['欢迎', '选“就绪”开始接电话。'],
}

function notice(text) {
  $('notice').textContent = text ?? ''
  $('notice').hidden = !text
}

// MARK: Hearing

function heard(name, data) {
  const before = [...state.calls.keys()]
  const changed = fold(state, name, data)
  for (const id of new Set([...(name === 'welcome' ? before : []), ...changed])) drawCall(id)
  if (name === 'clear' && data.reason === 'withdrawn') notice('这通电话没有接上，已转给其他同事。')
  if (name === 'show') notice()
  if (name === 'welcome' && !state.calls.size && !isWarm) {
    isWarm = true
    setTimeout(warm, 50)
  }
  if (name === 'welcome' && location.hash === '#ready') beReady()
  drawRest()
}

function linked(isLinked) {
  $('link').textContent = isLinked ? '已连接' : '连接中断，正在重连…'
  $('link').dataset.linked = isLinked
}

const events = new Events(heard, linked, signedOut)
setInterval(() => { for (const call of state.calls.values()) views.get(call.id)?.tick(call) }, 1000)

// MARK: Signing in

async function enter() {
  try {
    const me = await get('/desk/me')
    Object.assign(state, { agent: me.agent, name: me.name })
    events.open()
  } catch (error) {
    if (error.status !== 401) {
      notice('工作台暂时连不上，正在重试…')
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
  for (const id of [...views.keys()]) drawCall(id)
  notice('登录已过期，请重新登录。')
  drawRest()
}

const signInWords = {
  'wrong-password': '工号或密码不对。', 'too-many-attempts': '尝试太多次了，请稍等再试，或向管理员要一次性链接。', 'no-agent': '这个账号没有坐席权限，请联系管理员。',
}

$('sign-in-form').addEventListener('submit', async event => {
  event.preventDefault()
  const form = event.target
  try {
    await post('/desk/sign-in', { user: form.user.value.trim(), password: form.password.value })
    form.reset()
    $('sign-in-problem').textContent = ''
    await enter()
  } catch (error) {
    $('sign-in-problem').textContent = signInWords[error.code] ?? '暂时无法登录，请稍后再试。'
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

$('presence').addEventListener('change', event => choose(event.target.value))

async function choose(presence) {
  try {
    await post('/desk/presence', { presence })
    notice()
  } catch (error) {
    notice(error.status === 404 ? '您还没有加入任何队列，请联系管理员。' : '状态没有改成，请再试一次。')
    drawRest()
  }
}

// A desk opened as /desk#ready takes calls at once.
function beReady() {
  history.replaceState(null, '', location.pathname)
  if (state.presence !== 'ready' && state.presence !== 'busy') choose('ready')
}

async function dismiss(call) { await post('/desk/dismiss', { call }).catch(() => notice('没有收起，请再试一次。')) }

enter()
