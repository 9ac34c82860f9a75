import type { Incident } from '../../src/incidents/contract.ts'
import { impactedPlaces } from '../../src/reports/contract.ts'

export interface Impact {
  repositories: number
  files: number
  lines: number
  /** `complete` only when each pinned search left nothing out; `none` when no search is pinned, so that nothing can be said of other code. */
  coverage: 'complete' | 'gaps' | 'none'
}

/** What the evidence and the signals of an incident point to, as the report counts it: a line that two pieces found is one place. */
export function impactOf(incident: Pick<Incident, 'evidence' | 'signals'>): Impact {
  const places = impactedPlaces(incident)
  return {
    repositories: new Set(places.map(({ repository }) => repository)).size,
    files: new Set(places.flatMap(({ repository, rev, path }) => (path === '' ? [] : JSON.stringify([repository, rev, path])))).size,
    lines: places.filter(({ line }) => line !== null).length,
    coverage: coverageOf(incident.evidence),
  }
}

function coverageOf(evidence: Incident['evidence']): Impact['coverage'] {
  const searches = evidence.flatMap(({ removed, content }) => (!removed && content.kind === 'search' ? [content.search] : []))
  if (searches.length === 0) return 'none'
  return searches.every(({ ledger, truncated }) => ledger.complete && !truncated) ? 'complete' : 'gaps'
}
