// What codes are called on the screen, and how times are written.

export const presences = { offline: '离线', ready: '就绪', paused: '小休', busy: '通话中', 'wrap-up': '话后处理' }

export const reasons = {
  asked: ['客户要求人工', '客户主动要求和人说话'],
  anger: ['客户情绪激动', '先安抚，再办事'],
  complexity: ['事情复杂', '需要人来判断'],
  misunderstanding: ['助手多次没听懂', '请核对要点，不要让客户从头再说'],
  'no-knowledge': ['知识库没有答案', '助手没有可靠的依据，没有作答'],
  emergency: ['紧急情况', '人身安全第一'],
  'action-failed': ['系统没有办成', '助手尝试办理时失败'],
  policy: ['按规定由人工办理', '这类业务不由助手办理'],
}

export const states = { offered: '电话马上响起', talking: '通话中', ended: '通话已结束' }
export const parties = { caller: '客户', assistant: '助手', agent: '我' }
export const packs = {
  heating: '供热', ecommerce: '电商', property: '物业', finance: '金融', retail: '零售', government: '政务', appliance: '家电', automobile: '汽车',
}
export const ticketStates = { open: '待处理', dispatched: '已派单', resolved: '已解决', closed: '已关闭', cancelled: '已取消' }
export const outcomes = { done: '已办好', 'not-found': '没有查到', refused: '未能办理' }
export const sources = { assistant: '助手建议', reason: '服务话术', records: '来自工单' }

export const actions = {
  'bill.lookup': '查询账单', 'account.lookup': '查询户号', 'parcel.lookup': '查询包裹', 'ticket.lookup': '查询工单', 'ticket.create': '登记工单',
  'ticket.urge': '催办工单', 'return.create': '申请退货', 'refund.lookup': '查询退款', 'callback.create': '登记回电',
}
export const action = name => actions[name] ?? name

// Times come in microseconds since 1970.
export const clock = time => new Date(time / 1000).toLocaleTimeString('zh-CN', { hour12: false })
export const moment = time => new Date(time / 1000).toLocaleString('zh-CN', { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false })

export function span(from, to) {
  const seconds = Math.max(0, Math.floor((to - from) / 1e6)), minutes = Math.floor(seconds / 60)
  return `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

export const milliseconds = time => time >= 1e6 ? `${(time / 1e6).toFixed(1)} 秒` : `${Math.max(1, Math.round(time / 1000))} 毫秒`
