// Every word of the dashboard, in Chinese and in English. Numbers, callers' words and packs' glosses are never translated.

const table = {
  'title': ['热线看板', 'Hotline figures'],
  'period': ['时段', 'Period'],
  'period.1': ['最近 1 小时', 'Last hour'],
  'period.24': ['最近 24 小时', 'Last 24 hours'],
  'period.168': ['最近 7 天', 'Last 7 days'],
  'reading': ['正在读取…', 'Reading…'],
  'updated': ['更新于 {}', 'Updated at {}'],
  'unread': ['读取失败：{}', 'Not read: {}'],
  'token': ['访问令牌', 'Token'],
  'token.enter': ['进入', 'Enter'],
  'token.hint': ['令牌由管理员用命令 hotline people token 生成。', 'An administrator makes one with: hotline people token'],
  'token.first': ['请先输入令牌', 'Enter a token first'],
  'token.over': ['令牌无效或已过期', 'The token is unknown or has expired'],
  'language': ['English', '中文'],
  'alarms': ['告警', 'Alarms'],
  'alarms.none': ['没有告警', 'No alarms'],
  'alarm.level': ['服务水平低：{}（目标 {}）', 'Low service level: {} (target {})'],
  'alarm.answers': ['接通率低：{}（目标 {}）', 'Too few calls answered: {} (target {})'],
  'alarm.response': ['应答慢：p95 {}（目标 {}）', 'Slow answers: p95 {} (target {})'],
  'alarm.screens': ['上屏慢：p99 {}（目标 {}）', 'Slow screens: p99 {} (target {})'],
  'alarm.lost': ['随网关中断的通话：{} 通', 'Calls lost with their gateway: {}'],
  'figures': ['指标', 'Figures'],
  'calls': ['来电', 'Calls'],
  'calls.answered': ['接通 {}', '{} answered'],
  'automation': ['助手办结', 'Finished by the assistant'],
  'count': ['{} 通', '{} calls'],
  'handed-over': ['转人工', 'Handed over'],
  'level': ['服务水平', 'Service level'],
  'level.note': ['{} 内接起 · {} 次', 'within {} · {} wishes'],
  'angry': ['情绪 ≥ 80', 'Mood ≥ 80'],
  'tickets': ['新建工单', 'Tickets opened'],
  'call-backs': ['留下回电', 'Call-backs wanted'],
  'response': ['应答时延 p50', 'Answer delay p50'],
  'screens': ['转接确认 p50', 'Screen shown p50'],
  'wait': ['排队 p50', 'Wait p50'],
  'times': ['p95 {} · {} 次', 'p95 {} · {} times'],
  'intents': ['来电意图', 'What calls are about'],
  'intents.none': ['这个时段没有来电', 'No calls in this period'],
  'intent.human_agent': ['转人工', 'Asks for a person'],
  'intent.repeat_slower': ['请求重复或放慢', 'Asks to repeat'],
  'intent.affirm': ['肯定确认', 'Yes'],
  'intent.deny': ['否定', 'No'],
  'intent.goodbye': ['结束通话', 'Goodbye'],
  'intent.praise_thanks': ['表扬感谢', 'Thanks'],
  'intent.out_of_scope': ['与业务无关', 'Not a matter of this company'],
  'recent': ['最近通话', 'Recent calls'],
  'recent.none': ['没有通话', 'No calls'],
  'time': ['时间', 'Time'],
  'number': ['号码', 'Number'],
  'industry': ['行业', 'Industry'],
  'intent': ['意图', 'Matter'],
  'outcome': ['结果', 'Outcome'],
  'mood': ['情绪', 'Mood'],
  'length': ['时长', 'Length'],
  'outcome.finished': ['助手办结', 'Finished by the assistant'],
  'outcome.handed-over': ['已转人工', 'Handed over'],
  'outcome.abandoned': ['中途挂断', 'Hung up'],
  'outcome.emergency': ['紧急转接', 'Emergency'],
  'outcome.failed': ['失败', 'Failed'],
  'outcome.going-on': ['通话中', 'Going on'],
  'cause.caller-hung-up': ['客户挂断', 'The caller hung up'],
  'cause.agent-hung-up': ['坐席挂断', 'The agent hung up'],
  'cause.cancelled': ['接通前挂断', 'Cancelled'],
  'cause.gateway-lost': ['网关中断', 'Gateway lost'],
  'pack.heating': ['供热', 'Heating'],
  'pack.ecommerce': ['电商', 'E-commerce'],
  'pack.property': ['物业', 'Property'],
  'pack.finance': ['金融', 'Finance'],
  'pack.retail': ['零售', 'Retail'],
  'pack.government': ['政务', 'Government'],
  'pack.appliance': ['家电', 'Appliances'],
  'pack.automobile': ['汽车', 'Cars'],
  'story': ['通话经过', 'The call'],
  'story.close': ['关闭', 'Close'],
  'story.answered': ['应答 {}', 'answered in {}'],
  'story.mood': ['情绪 {}', 'mood {}'],
  'story.cut': ['被打断', 'interrupted'],
  'line.caller': ['客户', 'Caller'],
  'line.assistant': ['助手', 'Assistant'],
  'line.agent': ['坐席', 'Agent'],
  'line.decision': ['判断', 'Decision'],
  'seconds': ['{} 秒', '{} s'],
  'milliseconds': ['{} 毫秒', '{} ms'],
}

const languages = ['zh-CN', 'en']
const kept = () => { try { return localStorage.getItem('language') } catch { return null } }

export const language = languages.includes(kept()) ? kept() : 'zh-CN'
const column = languages.indexOf(language)

// The words of a key; `{}` is replaced by the values in turn. A key that is not in the table is shown as it is.
export function t(key, ...values) {
  return values.reduce((text, value) => text.replace('{}', value), table[key]?.[column] ?? key)
}

// The words of a code within a group; a code that the table does not know is shown as it is.
export const word = (group, code) => table[`${group}.${code}`]?.[column] ?? code

export function translate() {
  document.documentElement.lang = language
  document.title = t('title')
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = t(element.dataset.word)
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label))
}

// Remembered by this browser; the page begins anew in it.
export function switchLanguage() {
  try { localStorage.setItem('language', languages[1 - column]) } catch { return }
  location.reload()
}
