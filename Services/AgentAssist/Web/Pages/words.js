// What codes are called on the screen, in the language that was chosen, and how times are written.

import { table } from './table.js'

const languages = ['zh-CN', 'en']
const kept = () => { try { return localStorage.getItem('language') } catch { return null } }

export const language = languages.includes(kept()) ? kept() : 'zh-CN'
const column = languages.indexOf(language)

// The words of a key; `{}` is replaced by the values in turn. A key that is not in the table is shown as it is.
export function t(key, ...values) {
  const words = table[key]?.[column] ?? key
  return values.reduce((text, value) => text.replace('{}', value), words)
}

// The words of a code within a group; a code that the table does not know is shown as it is.
export const word = (group, code) => code ? table[`${group}.${code}`]?.[column] ?? code : '—'

// Writes the words into a document: text of [data-word], labels of [data-label].
export function translate(root = document) {
  root.documentElement?.setAttribute('lang', language)
  for (const element of root.querySelectorAll('[data-word]')) element.textContent = t(element.dataset.word)
  for (const element of root.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label))
}

// Remembered by this browser; the page begins anew in it.
export function switchLanguage() {
  try { localStorage.setItem('language', languages[1 - column]) } catch { return }
  location.reload()
}

// Times come in microseconds since 1970.
export const clock = time => new Date(time / 1000).toLocaleTimeString(language, { hour12: false })
export const moment = time => new Date(time / 1000).toLocaleString(language, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false })

export function span(from, to) { return length((to - from) / 1000) }

// Milliseconds as mm:ss, or h:mm:ss.
export function length(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000)), two = number => String(number).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return (hours ? `${hours}:` : '') + `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

export function milliseconds(time) {
  const [second, milli] = language === 'en' ? ['s', 'ms'] : ['秒', '毫秒']
  return time >= 1e6 ? `${(time / 1e6).toFixed(1)} ${second}` : `${Math.max(1, Math.round(time / 1000))} ${milli}`
}
