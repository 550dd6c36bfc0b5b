// The first call of a day must come up as fast as the hundredth: drawn once where nobody sees it, the code is compiled and
// the fonts are loaded.

import { CallView } from './call.js'
import { Controls } from './controls.js'
import { h } from './dom.js'
import { table } from './table.js'
import { language } from './words.js'

const words = Object.values(table).map(pair => pair[language === 'en' ? 1 : 0]).join('，').slice(0, 1500)

const finding = state => ({ rule: state, prompt: words.slice(0, 12), state, evidence: state === 'said' ? { line: 'warm0', words: words.slice(0, 8) } : undefined })
const guide = kind => ({ kind, id: `warm-${kind}`, title: words.slice(0, 10), text: words.slice(0, 60), ground: 'intent', version: 1, source: words.slice(0, 8), fit: 50 })

const sample = {
  id: 'warm', fence: 0, mustAcknowledge: false, latency: 1000,
  lines: ['assistant', 'caller', 'agent'].map((party, index) => ({ id: `warm${index}`, at: index * 1e6, party, text: words, anger: party === 'caller' ? 90 : undefined, isComplete: false })),
  head: {
    state: 'offered', revision: 0, reason: 'anger', caller: '138****1234', pack: 'heating', startedAt: 0, gloss: words.slice(0, 4),
    customer: { name: words.slice(0, 3), address: words.slice(0, 20), accounts: ['****1234'] },
    tickets: [{ id: 'warm', title: words.slice(0, 12), state: 'open', openedAt: 0, dueAt: 1, breached: false, isOfThisCall: true }],
    actions: [{ at: 0, name: 'ticket.urge', outcome: 'done' }], guides: [guide('script'), guide('article')], isHeld: false, others: [], history: [],
    compliance: { score: 80, findings: ['missing', 'said', 'kept'].map(finding) },
    suggestions: ['assistant', 'reason', 'records'].map(source => ({ text: words, source })),
  },
}

export function warm() {
  const view = new CallView({ notice: () => {}, revealButton: () => undefined, controls: () => new Controls({ notice: () => {} }) }), stage = h('div', { class: 'stage', 'aria-hidden': 'true', inert: true }, view.element)
  document.body.append(stage)
  for (let round = 0; round < 3; round += 1) {
    view.draw({ ...sample, head: { ...sample.head, revision: round }, lines: sample.lines.slice(0, round + 1) })
    view.shows(sample)
  }
  stage.remove()
}
