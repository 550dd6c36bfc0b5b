// The caller's anger over their turns, 0 to 100, as a small curve.

import { h, svg } from './dom.js'
import { t } from './words.js'

const width = 260, height = 64, edge = 6, alarm = 80

export function emotion(values) {
  if (!values.length) return h('p', { class: 'none' }, t('mood.none'))
  const peak = Math.max(...values), now = values[values.length - 1]
  return h('figure', { class: 'emotion' }, curve(values, peak, now),
    h('figcaption', {}, `${t('mood.now')} ${now} · ${t('mood.peak')} ${peak}`, h('span', { class: now >= alarm ? 'mood hot' : 'mood' }, mood(now))))
}

const mood = value => t(value >= alarm ? 'mood.hot' : value >= 50 ? 'mood.annoyed' : value >= 25 ? 'mood.pressed' : 'mood.calm')

function curve(values, peak, now) {
  const x = index => values.length < 2 ? width - edge : edge + index * (width - 2 * edge) / (values.length - 1)
  const y = value => height - edge - value * (height - 2 * edge) / 100
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`)
  const start = values.length < 2 ? [`${edge},${y(now).toFixed(1)}`, ...points] : points
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${t('mood.curve')}: ${t('mood.now')} ${now}, ${t('mood.peak')} ${peak}` },
    svg('line', { class: 'alarm', x1: edge, x2: width - edge, y1: y(alarm), y2: y(alarm) }),
    svg('polygon', { class: 'under', points: `${edge},${height - edge} ${start.join(' ')} ${width - edge},${height - edge}` }),
    svg('polyline', { class: 'curve', points: start.join(' ') }),
    values.map((value, index) => svg('circle', { class: value >= alarm ? 'dot hot' : 'dot', cx: x(index), cy: y(value), r: index === values.length - 1 ? 4.5 : 2.5 })))
}
