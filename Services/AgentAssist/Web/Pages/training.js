// Practice: a simulated customer of a pack, in writing, with the same helps and scored by the same rules as a real call.

import { $, Part, h } from './dom.js'
import { begin, enter, notice } from './frame.js'
import { Guidance } from './guidance.js'
import { get, post } from './server.js'
import { Transcript } from './transcript.js'
import { moment, t, word } from './words.js'

begin('nav.training')

let packs = []
const records = new Part($('records'), list => list.length
  ? h('table', {}, h('thead', {}, h('tr', {}, ['audit.at', 'audit.who', 'fact.business', 'fact.matter', 'training.turns', 'compliance.score'].map(key => h('th', { scope: 'col' }, t(key))))),
      h('tbody', {}, list.map(one => h('tr', {}, [moment(one.at), one.agent, word('pack', one.pack), gloss(one.pack, one.topic), one.turns, one.score].map(value => h('td', {}, value))))))
  : h('p', { class: 'none' }, t('training.none')))

const gloss = (pack, intent) => packs.find(one => one.pack === pack)?.topics.find(topic => topic.intent === intent)?.gloss ?? intent

class DrillView {
  constructor(drill) {
    this.input = h('input', { name: 'text', maxlength: 300, autocomplete: 'off', 'aria-label': t('training.say') })
    this.send = h('button', { class: 'main' }, t('training.send'))
    this.stop = h('button', { type: 'button', click: () => this.ask('/desk/training/stop') }, t('training.stop'))
    this.transcript = new Transcript(text => this.insert(text), t('training.insert'))
    this.guidance = new Guidance(guide => this.insert(guide.text), t('training.insert'))
    this.verdict = h('p', { class: 'verdict', role: 'status' })
    this.form = h('form', { class: 'row reply', submit: event => this.say(event) }, this.input, this.send, this.stop)
    this.head = h('h2', {}, `${word('pack', drill.pack)} · ${drill.gloss}`)
    this.element = h('div', { class: 'drill-columns' }, h('div', { class: 'centre' }, this.head, this.verdict, this.transcript.element, this.form), h('div', { class: 'help' }, this.guidance.element))
    this.draw(drill)
  }

  draw(drill) {
    this.transcript.draw({ lines: drill.lines })
    this.guidance.draw({ head: { state: 'talking', guides: drill.guides, compliance: drill.compliance } })
    const isOver = drill.end !== undefined
    this.form.hidden = isOver
    this.verdict.textContent = isOver ? `${word('training.end', drill.end)} · ${t('training.asked', drill.asked, drill.asks)} · ${t('compliance.score')} ${drill.score}` : ''
    if (isOver) list()
  }

  insert(text) {
    this.input.value = (this.input.value + text).slice(0, 300)
    this.input.focus()
  }

  say(event) {
    event.preventDefault()
    const text = this.input.value.trim()
    if (text) this.ask('/desk/training/say', { text })
  }

  async ask(path, body) {
    this.send.disabled = true
    try {
      this.draw(await post(path, body))
      this.input.value = ''
      notice()
    } catch { notice(t('failed')) }
    this.send.disabled = false
    this.input.focus()
  }
}

$('begin').addEventListener('submit', async event => {
  event.preventDefault()
  try {
    const view = new DrillView(await post('/desk/training/begin', { pack: $('pack').value, intent: $('topic').value || undefined }))
    $('drill').replaceChildren(view.element)
    $('drill').hidden = false
    view.input.focus()
    notice()
  } catch { notice(t('training.no-pack')) }
})

function drawTopics() {
  const pack = packs.find(one => one.pack === $('pack').value)
  $('topic').replaceChildren(h('option', { value: '' }, t('training.any')), ...(pack?.topics ?? []).map(topic => h('option', { value: topic.intent }, topic.gloss)))
}

async function list() {
  try {
    const known = await get('/desk/training.json')
    const isNew = JSON.stringify(known.packs) !== JSON.stringify(packs)
    packs = known.packs
    if (isNew) {
      $('pack').replaceChildren(...packs.map(one => h('option', { value: one.pack }, word('pack', one.pack) === one.pack ? one.title : word('pack', one.pack))))
      drawTopics()
    }
    records.draw(known.records)
  } catch (error) {
    if (error.status === 401) return location.replace('/desk')
    notice(t('link.down'))
  }
}

$('pack').addEventListener('change', drawTopics)
if (await enter()) list()
