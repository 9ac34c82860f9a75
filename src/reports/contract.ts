import { z } from 'zod'
import { ImpactLedger } from '../impact/contract.ts'
import { Evidence, Hole, IncidentHead, TimelineEntry, Verdict, type Incident } from '../incidents/contract.ts'
import { endpoint } from '../platform/endpoint.ts'
import { isCommitPlace, LedgerRow, type FrozenPlace } from '../search/contract.ts'

/** One impacted place: a line of a file found by pinned evidence, or a located frame of a signal. */
export const ImpactedPlace = z.object({
  repository: z.string(),
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  line: z.number().int().nullable(),
  text: z.string(),
  /** From CODEOWNERS at that commit; empty when no rule matches. */
  owners: z.array(z.string()),
  /** Evidence ids, or `signal`. */
  sources: z.array(z.string()),
})
export type ImpactedPlace = z.output<typeof ImpactedPlace>

type Place = Omit<ImpactedPlace, 'owners' | 'sources'>

/**
 * Every line that pinned searches and files and the located frames point to, each once, with all its sources. What is seen of an
 * incident while it goes on counts as its report will. A commit that a search found is evidence, but nothing stands there.
 */
export function impactedPlaces({ evidence, signals }: Pick<Incident, 'evidence' | 'signals'>): Omit<ImpactedPlace, 'owners'>[] {
  const pinned = evidence.flatMap(({ id, removed, content }) => (removed ? [] : placesOf(content).map((place) => ({ place, source: id }))))
  const located = framePlaces(signals).map((place) => ({ place, source: 'signal' }))
  const found = Map.groupBy([...pinned, ...located], ({ place: { repository, commit, path, line } }) => JSON.stringify([repository, commit, path, line]))
  return [...found.values()].flatMap((all) => {
    const [first] = all
    return first ? [{ ...first.place, sources: [...new Set(all.map(({ source }) => source))] }] : []
  })
}

function placesOf(content: Evidence['content']): Place[] {
  if (content.kind === 'search') return content.search.places.filter((place) => !isCommitPlace(place)).map(({ ranges: _, ...place }) => place)
  if (content.kind === 'commit') return []
  if (content.kind === 'impact') return content.impact.affected.filter(({ path }) => path !== '').map(({ repo, rev, commit, path, line, via, text }) => ({ repository: repo, rev, commit, path, line, text: text ?? via.join(' → ') }))
  const { repository, rev, commit, path, startLine, text } = content.file
  return [{ repository, rev, commit, path, line: startLine, text: text.split(/\r?\n/)[0] ?? '' }]
}

function framePlaces(signals: Incident['signals']): Place[] {
  const focused = signals.flatMap((signal) => signal.located?.traces ?? []).flatMap(({ focus, exceptions }) => (focus ? (exceptions[focus.exception]?.frames[focus.frame] ?? []) : []))
  return focused.flatMap(({ place, excerpt }) => {
    if (!place) return []
    const { repo: repository, rev, commit, path, line } = place
    return [{ repository, rev, commit, path, line, text: excerpt && line ? (excerpt.lines[line - excerpt.startLine] ?? '') : '' }]
  })
}

/** The commits among what a piece of evidence found; none unless it is a search of them. */
export const commitsFound = ({ content }: Pick<Evidence, 'content'>): FrozenPlace[] => (content.kind === 'search' ? content.search.places.filter(isCommitPlace) : [])

export const Report = z.object({
  /** The state of the incident that the report tells; the same incident state gives the same bytes. */
  asOf: z.string(),
  incident: IncidentHead,
  roles: z.array(z.object({ role: z.string(), name: z.string() })),
  exitCriteria: z.array(z.object({ text: z.string(), met: z.boolean() })),
  signals: z.array(z.object({ at: z.string(), by: z.string(), headline: z.string(), frames: z.array(z.object({ function: z.string(), place: z.string(), confidence: z.string() })) })),
  impact: z.object({
    repositories: z.array(z.object({ repository: z.string(), files: z.number().int(), lines: z.number().int(), owners: z.array(z.string()) })),
    places: z.array(ImpactedPlace),
    /** More places are in the evidence than the evidence keeps. */
    truncated: z.boolean(),
  }),
  evidence: z.array(Evidence),
  /** Changes that people judged: culprits first. */
  verdicts: z.array(Verdict),
  /** Places that were followed: open ones first. */
  holes: z.array(Hole),
  timeline: z.array(TimelineEntry),
  /** What the pinned searches and answers about impact covered, all together; `complete` only when each was. A report without one says so. */
  coverage: z.object({
    searches: z.number().int(), complete: z.boolean(), statement: z.string(), rows: z.array(LedgerRow.extend({ query: z.string() })),
    questions: z.array(z.object({ question: z.string(), complete: z.boolean(), ledger: ImpactLedger })),
  }),
  notebookId: z.string(),
})
export type Report = z.output<typeof Report>

export const getReport = endpoint({
  id: 'reports.get', method: 'get', path: '/api/v1/incidents/{id}/report', needs: 'reports.read',
  summary: 'The report of an incident', params: z.object({ id: z.string() }), answer: Report,
})

export const downloadReport = endpoint({
  id: 'reports.download', method: 'get', path: '/api/v1/incidents/{id}/report/download', needs: 'reports.read',
  summary: 'The report as a file', params: z.object({ id: z.string() }), query: z.object({ format: z.enum(['md', 'csv', 'json', 'pdf']) }),
})
