import type { Incident } from '../../src/incidents/contract.ts'

export interface Impact {
  repositories: number
  files: number
  lines: number
  /** `complete` only when each pinned search left nothing out; `none` when no search is pinned, so that nothing can be said of other code. */
  coverage: 'complete' | 'gaps' | 'none'
}

type Evidence = Incident['evidence'][number]['content']
interface Place {
  repository: string
  rev: string
  commit: string
  path: string
  line: number | null
}

/** What the evidence and the signals of an incident point to, as the report counts it: a line that two pieces found is one place. */
export function impactOf({ evidence, signals }: Pick<Incident, 'evidence' | 'signals'>): Impact {
  const contents = evidence.filter(({ removed }) => !removed).map(({ content }) => content)
  const places = distinct([...contents.flatMap(placesOf), ...focusedPlaces(signals)], ({ repository, commit, path, line }) => [repository, commit, path, line])
  return {
    repositories: distinct(places, ({ repository }) => [repository]).length,
    files: distinct(places.filter(({ path }) => path !== ''), ({ repository, rev, path }) => [repository, rev, path]).length,
    lines: places.filter(({ line }) => line !== null).length,
    coverage: coverageOf(contents),
  }
}

/** The first of each that have the same key. */
const distinct = (places: Place[], key: (place: Place) => unknown[]) => [...Map.groupBy(places, (place) => JSON.stringify(key(place))).values()].flatMap(([first]) => first ?? [])

function placesOf(content: Evidence): Place[] {
  if (content.kind === 'search') return content.search.places
  return content.kind === 'file' ? [{ ...content.file, line: content.file.startLine }] : []
}

function focusedPlaces(signals: Incident['signals']): Place[] {
  const traces = signals.flatMap(({ located }) => located?.traces ?? [])
  return traces.flatMap(({ focus, exceptions }) => {
    const place = focus && exceptions[focus.exception]?.frames[focus.frame]?.place
    return place ? [{ ...place, repository: place.repo }] : []
  })
}

function coverageOf(contents: Evidence[]): Impact['coverage'] {
  const searches = contents.flatMap((content) => (content.kind === 'search' ? [content.search] : []))
  if (searches.length === 0) return 'none'
  return searches.every(({ ledger, truncated }) => ledger.complete && !truncated) ? 'complete' : 'gaps'
}
