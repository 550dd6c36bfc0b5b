// What the agent writes: a ticket that begins with what is known, and notes that save themselves.

import { h } from './dom.js'
import { get, post } from './server.js'
import { t } from './words.js'

const settle = 800, again = 5000

export class Record {
  constructor(desk) {
    this.desk = desk
    this.number = 1
    this.touched = new Set()
    this.buildTicket()
    this.buildNotes()
    this.element = h('section', { class: 'card record' }, this.form, this.notesPart)
  }

  buildTicket() {
    const touch = event => this.touched.add(event.target.name)
    this.title = h('input', { name: 'title', maxlength: 120, required: true, autocomplete: 'off', input: touch })
    this.detail = h('textarea', { name: 'detail', maxlength: 4000, rows: 2, input: touch })
    this.urgent = h('input', { type: 'checkbox', name: 'urgent' })
    this.button = h('button', { class: 'main' }, t('record.open'))
    this.outcome = h('output', { class: 'outcome' })
    this.form = h('form', { class: 'ticket-form', submit: event => this.open(event) }, h('h3', {}, t('record.ticket')),
      h('label', {}, h('span', {}, t('record.title')), this.title), h('label', {}, h('span', {}, t('record.detail')), this.detail),
      h('p', { class: 'row' }, h('label', { class: 'check' }, this.urgent, t('record.urgent')), this.outcome, this.button))
  }

  buildNotes() {
    this.notes = h('textarea', { name: 'notes', maxlength: 4000, rows: 1, 'aria-label': t('record.notes'), input: () => this.noted() })
    this.saved = h('output', { class: 'outcome' })
    this.notesPart = h('div', { class: 'notes' }, h('h3', {}, t('record.notes'), this.saved), this.notes)
  }

  draw(call) {
    const isNew = this.call?.id !== call.id
    this.call = call
    this.kind = call.head.intent ?? 'desk'
    if (!this.touched.has('title') && !this.isOpened) this.suggest(this.title, call.head.gloss ?? '')
    if (!this.touched.has('detail') && !this.isOpened) this.suggest(this.detail, call.head.summary?.wanted ?? '')
    if (isNew && call.head.state !== 'offered') this.load()
    else if (!this.loaded && call.head.state !== 'offered') this.load()
  }

  suggest(field, text) { if (field !== document.activeElement && field.value !== text) field.value = text }

  // Adds words on a line of their own.
  insert(text) {
    this.touched.add('detail')
    this.isOpened = false
    this.detail.value += (this.detail.value && !this.detail.value.endsWith('\n') ? '\n' : '') + text
    this.detail.scrollTop = this.detail.scrollHeight
    this.outcome.textContent = ''
  }

  async open(event) {
    event.preventDefault()
    this.button.disabled = true
    try {
      const done = await post('/desk/ticket', { call: this.call.id, key: `ticket-${this.number}`, kind: this.kind, title: this.title.value.trim(), detail: this.detail.value, urgent: this.urgent.checked })
      this.outcome.textContent = t('record.opened', done.ticket ?? '')
      this.isOpened = true
      this.number += 1
    } catch {
      this.desk.notice(t('failed'))
    }
    this.button.disabled = false
  }

  // MARK: Notes

  async load() {
    this.loaded = true
    try {
      const { text } = await get(`/desk/calls/${encodeURIComponent(this.call.id)}/notes`)
      if (!this.notes.value) this.notes.value = text
    } catch { this.loaded = false }
  }

  noted() {
    this.saved.textContent = ''
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), settle)
  }

  async save() {
    const text = this.notes.value
    this.saved.textContent = t('record.saving')
    try {
      await post('/desk/notes', { call: this.call.id, text })
      if (this.notes.value === text) this.saved.textContent = t('record.saved')
    } catch (error) {
      this.saved.textContent = t('record.unsaved')
      if (!(error.status < 500)) this.timer = setTimeout(() => this.save(), again)
    }
  }
}
