import type { Match, StreamEvent } from './contract.ts'
import { createFilters } from './filters.ts'
import type { Found } from './found.ts'
import { countOf, takeFirst, toMatch, type Presentation } from './present.ts'

/** Results on their way to a client: gathered into events of a size that is good to send. */
export interface Outbox {
  add(found: Found): void
  /** There is enough for an event. */
  readonly isFull: boolean
  /** The events for what was gathered; `exhaustive` when nothing more will come. */
  flush(exhaustive?: boolean): StreamEvent[]
  /** Results were counted that are not shown, because the client wants no more. */
  readonly hidden: boolean
  /** What was shown last, or the part of it that was. */
  readonly last: Found | null
}

export interface OutboxOptions extends Presentation {
  /** At most so many results are shown; the rest is counted. Undefined: all. */
  display?: number
}

/** In characters, about; clients of the protocol take at most 10 MB. */
const fullAt = 128 * 1024

export function createOutbox({ display = Infinity, ...presentation }: OutboxOptions): Outbox {
  const filters = createFilters()
  let batch: Match[] = []
  let weight = 0
  let shown = 0
  let hidden = false
  let last: Found | null = null
  return {
    add(found) {
      const part = takeFirst(found, display - shown)
      filters.add(found, countOf(found))
      if (part !== found) hidden = true
      if (!part) return
      last = part
      shown += countOf(part)
      weight += weightOf(part)
      batch.push(toMatch(part, presentation))
    },
    get isFull() { return weight >= fullAt },
    flush(exhaustive) {
      const matches: StreamEvent[] = batch.length > 0 ? [{ event: 'matches', data: batch }] : []
      const changed = batch.length > 0 || exhaustive !== undefined
      batch = []
      weight = 0
      return [...matches, ...(changed ? [{ event: 'filters' as const, data: filters.filters(exhaustive ?? false) }] : [])]
    },
    get hidden() { return hidden },
    get last() { return last },
  }
}

const perRange = 130
const perMatch = 400

function weightOf(found: Found): number {
  if (found.kind === 'commit') return perMatch + found.change.message.length * 2 + (found.diff?.text.length ?? 0) + found.ranges.length * 20
  if (found.kind === 'symbols') return perMatch + found.symbols.length * (perMatch + found.path.length)
  if (found.kind !== 'file' || !found.content) return perMatch
  return perMatch + found.content.ranges.length * perRange + found.content.lines.reduce((sum, { text }) => sum + text.length + 60, 0)
}
