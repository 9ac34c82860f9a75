import { z } from 'zod'
import { Evidence, IncidentHead, TimelineEntry } from '../incidents/contract.ts'
import { endpoint } from '../platform/endpoint.ts'
import { LedgerRow } from '../search/contract.ts'

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
  timeline: z.array(TimelineEntry),
  /** What the pinned searches covered, all together; `complete` only when each was. A report without a search says so. */
  coverage: z.object({ searches: z.number().int(), complete: z.boolean(), statement: z.string(), rows: z.array(LedgerRow.extend({ query: z.string() })) }),
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
