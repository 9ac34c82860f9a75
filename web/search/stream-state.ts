import type { Alert, Filter, Progress, StreamEvent } from '../../src/search/contract.ts'
import { rowOf, type Row } from './result-rows.ts'

/**
 * How far a search has come. `idle`: there is nothing to search for. `failed` keeps what had come before. `matches` counts
 * the rows' matches, which are fewer than `progress.matchCount` when the server sends only the first ones.
 */
export interface StreamState {
  status: 'idle' | 'running' | 'done' | 'failed'
  rows: readonly Row[]
  filters: readonly Filter[]
  progress: Progress | null
  alert: Alert | null
  error: string | null
}

export const idle: StreamState = { status: 'idle', rows: [], filters: [], progress: null, alert: null, error: null }
export const begun: StreamState = { ...idle, status: 'running' }

/** The connection went away before `done` came. */
export type Event = StreamEvent | { event: 'lost' }

/** All events that came since the last time, in their order. */
export function advance(state: StreamState, events: readonly Event[]): StreamState {
  const came = events.flatMap((event) => (event.event === 'matches' ? event.data.map(rowOf) : []))
  const next = events.reduce(step, state)
  return came.length > 0 ? { ...next, rows: [...state.rows, ...came] } : next
}

const lost = 'The connection to the server was lost before the search had ended.'

function step(state: StreamState, event: Event): StreamState {
  if (state.status === 'done') return state
  switch (event.event) {
    case 'matches': return state
    case 'filters': return { ...state, filters: event.data }
    case 'progress': return { ...state, progress: event.data }
    case 'alert': return { ...state, alert: event.data }
    case 'error': return { ...state, error: event.data.message }
    case 'done': return { ...state, status: state.error === null ? 'done' : 'failed' }
    case 'lost': return { ...state, status: 'failed', error: state.error ?? lost }
  }
}
