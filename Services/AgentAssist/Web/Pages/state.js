// What the page knows, folded from the service's events. Drawing is elsewhere.

export const empty = () => ({ agent: undefined, name: undefined, presence: undefined, until: undefined, calls: new Map() })

// Returns which calls must be drawn.
export function fold(state, name, data) {
  switch (name) {
    case 'welcome':
      state.agent = data.agent
      state.presence = data.presence
      state.until = data.until
      state.calls = new Map(data.calls.map(shown => [shown.picture.call, call(shown)]))
      return [...state.calls.keys()]
    case 'show':
      state.calls.set(data.picture.call, call(data))
      return [data.picture.call]
    case 'change': return change(state, data)
    case 'acknowledged': return note(state, data)
    case 'clear':
      state.calls.delete(data.call)
      return [data.call]
    case 'presence':
      state.presence = data.presence
      state.until = data.until
      return []
  }
  return []
}

const call = shown => ({
  id: shown.picture.call, fence: shown.fence, mustAcknowledge: shown.awaitsAcknowledgement, head: shown.picture.head,
  lines: shown.picture.lines, latency: shown.picture.head.latency,
})

function change(state, data) {
  const known = state.calls.get(data.call)
  if (!known) return []
  known.head = data.head
  known.latency = data.head.latency ?? known.latency
  const lines = new Map(known.lines.map(line => [line.id, line]))
  for (const line of data.lines) lines.set(line.id, line)
  known.lines = [...lines.values()].sort((a, b) => a.at - b.at)
  return [data.call]
}

function note(state, data) {
  const known = state.calls.get(data.call)
  if (!known) return []
  known.mustAcknowledge = false
  known.latency = known.head.latency ?? data.latency
  return [data.call]
}
