// The caller's anger over their turns, 0 to 100, as a small curve.

import { h, svg } from './dom.js'

const width = 260, height = 72, edge = 6, alarm = 80

export function emotion(lines) {
  const values = lines.filter(line => line.party === 'caller' && line.anger !== undefined).map(line => line.anger)
  if (!values.length) return h('p', { class: 'none' }, '客户还没有说话')
  const peak = Math.max(...values), now = values[values.length - 1]
  return h('figure', { class: 'emotion' }, curve(values, peak, now),
    h('figcaption', {}, `现在 ${now} · 最高 ${peak}`, h('span', { class: now >= alarm ? 'mood hot' : 'mood' }, mood(now))))
}

const mood = value => value >= alarm ? '激动' : value >= 50 ? '不满' : value >= 25 ? '着急' : '平和'

function curve(values, peak, now) {
  const x = index => values.length < 2 ? width - edge : edge + index * (width - 2 * edge) / (values.length - 1)
  const y = value => height - edge - value * (height - 2 * edge) / 100
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`)
  const start = values.length < 2 ? [`${edge},${y(now).toFixed(1)}`, ...points] : points
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `情绪曲线：现在 ${now}，最高 ${peak}，满分 100` },
    svg('line', { class: 'alarm', x1: edge, x2: width - edge, y1: y(alarm), y2: y(alarm) }),
    svg('polygon', { class: 'under', points: `${edge},${height - edge} ${start.join(' ')} ${width - edge},${height - edge}` }),
    svg('polyline', { class: 'curve', points: start.join(' ') }),
    values.map((value, index) => svg('circle', { class: value >= alarm ? 'dot hot' : 'dot', cx: x(index), cy: y(value), r: index === values.length - 1 ? 4.5 : 2.5 })))
}
