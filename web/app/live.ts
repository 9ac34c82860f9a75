import { doubt } from './reachable.ts'

/**
 * One stream of news for the whole page, whatever asks for it: browsers allow six connections to a host over all tabs, and a
 * stream takes one for as long as it lives. For the same reason a hidden tab has none; when it is looked at again, whoever
 * listens is told to read again, as after a lost connection.
 */
const listeners = new Map<string, Set<() => void>>()
let source: EventSource | undefined
let pending: ReturnType<typeof setTimeout> | undefined

/** Calls `changed` when something under the topic may have changed. Returns what ends it. */
export function listen(topic: string, changed: () => void): () => void {
  const known = listeners.get(topic)
  if (known) known.add(changed)
  else listeners.set(topic, new Set([changed]))
  if (!known) reopen()
  return () => {
    const rest = listeners.get(topic)
    rest?.delete(changed)
    if (rest?.size !== 0) return
    listeners.delete(topic)
    reopen()
  }
}

/** Pages that follow one another end and begin topics together; the stream is opened once they have settled. */
function reopen(): void {
  clearTimeout(pending)
  pending = setTimeout(open, 50)
}

function open(): void {
  source?.close()
  source = undefined
  if (listeners.size === 0 || document.hidden) return
  const query = new URLSearchParams([...listeners.keys()].map((topic) => ['topic', topic]))
  source = new EventSource(`/api/v1/events?${query}`)
  source.addEventListener('change', (event) => tell((JSON.parse(event.data as string) as { topic: string }).topic))
  let lost = false
  source.addEventListener('error', () => {
    lost = true
    doubt()
  })
  source.addEventListener('ready', () => {
    if (lost) tellAll()
    lost = false
  })
}

const tell = (topic: string) => listeners.get(topic)?.forEach((changed) => changed())
const tellAll = () => [...listeners.keys()].forEach(tell)

document.addEventListener('visibilitychange', () => {
  open()
  if (!document.hidden) tellAll()
})
