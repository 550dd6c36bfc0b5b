// What every page of the desk has: words, who is signed in, the way to the other pages.

import { $, h } from './dom.js'
import { get, post } from './server.js'
import { switchLanguage, t, translate } from './words.js'

const pages = [
  { path: '/desk', word: 'nav.desk', roles: ['agent'] },
  { path: '/desk/wall', word: 'nav.wall', roles: ['supervisor', 'administrator'] },
  { path: '/desk/training', word: 'nav.training', roles: ['agent', 'supervisor'] },
  { path: '/desk/audit', word: 'nav.audit', roles: ['auditor', 'administrator'] },
]

export function begin(title) {
  translate()
  document.title = t(title)
  const button = $('language')
  button.textContent = t('language')
  button.setAttribute('lang', button.textContent === '中文' ? 'zh-CN' : 'en')
  button.addEventListener('click', switchLanguage)
}

export const mayUse = (me, path) => pages.find(page => page.path === path)?.roles.some(role => me.roles.includes(role)) ?? false
export const firstPage = me => pages.find(page => page.roles.some(role => me.roles.includes(role)))?.path

export function navigate(me) {
  const own = pages.filter(page => page.roles.some(role => me.roles.includes(role)))
  $('nav').hidden = own.length < 2
  $('nav').replaceChildren(...own.map(page => h('a', { href: page.path, 'aria-current': page.path === location.pathname && 'page' }, t(page.word))))
  $('who').textContent = me.name || me.agent
  for (const id of ['who', 'sign-out']) $(id).hidden = false
}

// For pages that need somebody signed in: who it is; whoever may not see the page is led to one they may.
export async function enter() {
  try {
    const me = await get('/desk/me')
    if (!mayUse(me, location.pathname)) {
      location.replace(firstPage(me) ?? '/desk')
      return undefined
    }
    navigate(me)
    $('sign-out').addEventListener('click', async () => {
      await post('/desk/sign-out').catch(() => {})
      location.assign('/desk')
    })
    return me
  } catch (error) {
    if (error.status === 401) location.replace('/desk')
    else notice(t('link.away'))
    return undefined
  }
}

export function notice(text) {
  $('notice').textContent = text ?? ''
  $('notice').hidden = !text
}
