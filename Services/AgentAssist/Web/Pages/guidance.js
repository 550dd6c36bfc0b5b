// What helps now: the rules still to be kept, and scripts and articles with where they come from.

import { Part, h } from './dom.js'
import { t, word } from './words.js'

export class Guidance {
  // - insert: takes a script or an article into the ticket.
  constructor(insert, label = t('line.insert')) {
    this.label = label
    this.insert = insert
    const rules = h('div', { class: 'rules' }), list = h('ol', { class: 'guides', tabindex: 0, 'aria-label': t('guides') })
    this.score = h('output', { class: 'score' })
    this.rules = new Part(rules, report)
    this.list = new Part(list, guides => this.items(guides))
    this.alert = h('p', { class: 'unseen', role: 'alert' })
    this.compliance = h('section', { class: 'card compliance', tabindex: 0, 'aria-label': t('compliance') }, h('h3', {}, t('compliance'), this.score), rules, this.alert)
    this.element = h('div', { class: 'guidance' }, this.compliance, h('section', { class: 'card knowledge' }, h('h3', { id: 'guides-title' }, t('guides')), list))
  }

  draw({ head }) {
    const { compliance, guides, state } = head
    this.guides = guides
    this.compliance.hidden = !compliance
    if (compliance) {
      const broken = compliance.findings.filter(finding => finding.state === 'broken')
      this.score.textContent = state === 'offered' ? '' : `${t('compliance.score')} ${compliance.score}`
      this.score.dataset.low = compliance.score < 80
      this.rules.draw(compliance.findings)
      const warning = broken.length ? `${t('compliance.alert')}: ${broken.map(finding => finding.prompt).join('; ')}` : ''
      if (this.alert.textContent !== warning) this.alert.textContent = warning
    }
    this.list.draw(guides)
  }

  // The nth from 1, if there is one.
  insertNumber(number) {
    const guide = this.guides?.[number - 1]
    if (guide) this.insert(guide)
  }

  items(guides) {
    if (!guides.length) return h('li', { class: 'none' }, t('guides.none'))
    return guides.map((guide, index) => h('li', { class: `guide ${guide.kind}`, 'data-guide': guide.id },
      h('p', { class: 'by' }, h('kbd', { 'aria-hidden': 'true' }, index + 1), h('b', {}, guide.title), h('span', { class: 'tag' }, word('guide', guide.kind)),
        h('button', { type: 'button', class: 'insert', 'data-key': guide.id, 'aria-label': `${this.label}: ${guide.title}`, title: `${this.label} (Alt+${index + 1})`, click: () => this.insert(guide) }, '＋')),
      h('p', { class: 'text' }, guide.text),
      h('p', { class: 'small' }, origin(guide))))
  }
}

// An article says its number, its version, where it comes from and how long it holds.
function origin(guide) {
  const parts = [word('ground', guide.ground), guide.id]
  if (guide.kind === 'article') parts.push(t('guide.version', guide.version), guide.source, guide.validUntil ? t('guide.until', guide.validUntil) : t('guide.always'))
  return parts.join(' · ')
}

const marks = { missing: '○', said: '✓', broken: '!', kept: '✓' }

function report(findings) {
  const shown = findings.filter(finding => finding.state !== 'kept'), kept = findings.filter(finding => finding.state === 'kept')
  if (!findings.length) return h('p', { class: 'none' }, t('compliance.none'))
  return h('ul', {}, shown.map(rule), kept.length > 0 && h('li', { class: 'rule kept' }, h('span', { class: 'mark', 'aria-hidden': 'true' }, marks.kept), h('p', {}, `${t('compliance.kept')} ${kept.length}`)))
}

const rule = finding => h('li', { class: `rule ${finding.state}`, 'data-rule': finding.rule },
  h('span', { class: 'mark', 'aria-hidden': 'true' }, marks[finding.state]),
  h('p', {}, finding.prompt, h('small', {}, finding.evidence ? `“${finding.evidence.words}”` : word('compliance', finding.state)), h('span', { class: 'unseen' }, ` ${word('compliance', finding.state)}`)))
