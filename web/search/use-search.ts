import { useCallback, useEffect, useState } from 'react'
import { searchStream, type PatternType, type StreamEvent } from '../../src/search/contract.ts'
import { hrefOf } from '../../src/platform/endpoint.ts'
import { advance, begun, idle, type Event, type StreamState } from './stream-state.ts'

export interface Question {
  query: string
  patternType: PatternType
}

/** More results than these are counted but not sent. */
export const displayLimit = 1500

/** Runs a search and gives what has come of it so far; an empty query is not run. `again` runs the same one anew. */
export function useSearch({ query, patternType }: Question): StreamState & { again: () => void } {
  const [run, setRun] = useState(0)
  const key = `${run} ${patternType} ${query}`
  const [shown, setShown] = useState({ key: '', state: idle })
  useEffect(() => {
    if (query.trim() === '') return
    let state = begun
    setShown({ key, state })
    return listen({ query, patternType }, (events) => {
      state = advance(state, events)
      setShown({ key, state })
    })
  }, [key, query, patternType])
  const again = useCallback(() => setRun((count) => count + 1), [])
  // Until the effect has run, what is known is the answer to the question before.
  const state = shown.key === key ? shown.state : query.trim() === '' ? idle : begun
  return { ...state, again }
}

const names = ['matches', 'filters', 'progress', 'alert', 'error', 'done'] as const satisfies StreamEvent['event'][]

/** Listens until the end or until the returned function is called; events are handed on once per frame at most. */
function listen(question: Question, take: (events: Event[]) => void): () => void {
  const source = new EventSource(streamHref(question))
  let waiting: Event[] = []
  let frame = 0
  const flush = () => {
    const events = waiting
    waiting = []
    frame = 0
    take(events)
  }
  const add = (event: Event) => {
    waiting.push(event)
    // By itself the source would connect again and begin the search anew.
    if (event.event === 'done' || event.event === 'lost') source.close()
    if (frame === 0) frame = requestAnimationFrame(flush)
  }
  for (const name of names) {
    source.addEventListener(name, (event: globalThis.Event) => {
      // `error` is also what the browser calls the loss of the connection, which carries no data.
      add(event instanceof MessageEvent ? ({ event: name, data: JSON.parse(String(event.data)) } as StreamEvent) : { event: 'lost' })
    })
  }
  return () => {
    source.close()
    cancelAnimationFrame(frame)
  }
}

function streamHref({ query, patternType }: Question): string {
  return hrefOf(searchStream, { query: { q: query, t: patternType, cm: 't', cl: 1, order: 'rank', display: displayLimit } })
}
