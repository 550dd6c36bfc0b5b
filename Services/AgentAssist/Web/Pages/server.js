// Everything the page says to the service and hears from it.

export class Refused extends Error {
  constructor(status, code, reason) {
    super(reason)
    this.status = status
    this.code = code
  }
}

async function checked(response) {
  if (response.ok) return response
  const body = await response.json().catch(() => ({}))
  throw new Refused(response.status, body.error ?? 'unknown', body.reason ?? response.statusText)
}

export async function get(path) { return (await checked(await fetch(path, { cache: 'no-store' }))).json() }

// Returns what was answered, if anything was.
export async function post(path, body = {}) {
  const response = await checked(await fetch(path, { method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }))
  return response.status === 204 ? undefined : response.json()
}

const names = ['welcome', 'show', 'change', 'acknowledged', 'clear', 'presence']
const silence = 10_000

// The stream of events. EventSource comes back by itself and names the event it saw last; what it gives up on (a refused
// connection, one that died without a word) is opened anew from the same event.
export class Events {
  constructor(heard, linked, signedOut) {
    Object.assign(this, { heard, linked, signedOut, last: undefined, source: undefined, heardAt: Date.now() })
    setInterval(() => { if (this.source && Date.now() - this.heardAt > silence) this.reopen() }, 2000)
    addEventListener('online', () => this.source && this.reopen())
  }

  open() {
    this.heardAt = Date.now()
    const source = new EventSource('/desk/events' + (this.last ? `?after=${encodeURIComponent(this.last)}` : ''))
    this.source = source
    for (const name of names) source.addEventListener(name, event => this.take(source, name, event))
    source.addEventListener('beat', () => this.alive(source))
    source.onopen = () => this.alive(source)
    source.onerror = () => this.failed(source)
  }

  take(source, name, event) {
    if (source !== this.source) return
    this.last = event.lastEventId
    this.heard(name, JSON.parse(event.data))
    this.alive(source)
  }

  alive(source) {
    if (source !== this.source) return
    this.heardAt = Date.now()
    this.linked(true)
  }

  async failed(source) {
    if (source !== this.source) return
    this.linked(false)
    if (source.readyState !== EventSource.CLOSED) return
    this.close()
    try { await get('/desk/me') } catch (error) { if (error.status === 401) return this.signedOut() }
    setTimeout(() => { if (!this.source) this.open() }, 1000)
  }

  reopen() {
    this.linked(false)
    this.close()
    this.open()
  }

  close() {
    this.source?.close()
    this.source = undefined
  }

  forget() {
    this.close()
    this.last = undefined
  }
}
