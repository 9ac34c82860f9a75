import type { Incident } from '../../src/incidents/contract.ts'
import { impactedPlaces } from '../../src/reports/contract.ts'

export interface Impact {
  repositories: number
  files: number
  lines: number
  /** `complete` only when each pinned search and answer about impact left nothing out; `none` when none is pinned, so that nothing can be said of other code. */
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
  const answers = evidence.flatMap(({ removed, content }) => {
    if (removed) return []
    if (content.kind === 'search') return { complete: content.search.ledger.complete && !content.search.truncated }
    return content.kind === 'impact' ? { complete: content.impact.complete && !content.impact.truncated } : []
  })
  if (answers.length === 0) return 'none'
  return answers.every(({ complete }) => complete) ? 'complete' : 'gaps'
}
