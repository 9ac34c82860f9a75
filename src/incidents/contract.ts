import { z } from 'zod'
import { FrozenImpact, Question, type Affected } from '../impact/contract.ts'
import { Located } from '../intel/contract.ts'
import { LineRange } from '../notebooks/contract.ts'
import { endpoint } from '../platform/endpoint.ts'
import { FrozenSearch, PatternType, SearchDelta } from '../search/contract.ts'

export const Severity = z.enum(['sev1', 'sev2', 'sev3', 'sev4'])
export type Severity = z.output<typeof Severity>

/** In the order of an incident's life. Going back is allowed and recorded. */
export const Status = z.enum(['declared', 'investigating', 'mitigated', 'resolved', 'closed'])
export type Status = z.output<typeof Status>

export const roleNames = ['commander', 'operations', 'communications', 'planning'] as const
export const RoleName = z.enum(roleNames)
export type RoleName = z.output<typeof RoleName>

export const ExitCriterion = z.object({ id: z.string().max(64), text: z.string().trim().min(1).max(500), met: z.boolean() })
export type ExitCriterion = z.output<typeof ExitCriterion>

/** Who did it, as they were called then. */
const Who = z.object({ id: z.string(), name: z.string() })

export const IncidentHead = z.object({
  id: z.string(),
  /** INC-1, INC-2, … in the order of declaring. */
  number: z.number().int(),
  title: z.string(),
  severity: Severity,
  status: Status,
  summary: z.string(),
  services: z.array(z.string()),
  commander: Who.nullable(),
  declaredBy: Who,
  declaredAt: z.string(),
  mitigatedAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  updatedAt: z.string(),
})
export type IncidentHead = z.output<typeof IncidentHead>

/** The signal: what the responder was handed, and the code it was located in. */
export const Signal = z.object({ text: z.string(), located: Located.nullable() })

export const TimelineEntry = z.object({
  id: z.string(),
  /** When it happened, UTC. */
  at: z.string(),
  by: Who,
  kind: z.enum(['declared', 'status', 'severity', 'role', 'title', 'summary', 'services', 'criterion', 'evidence', 'evidence_removed', 'evidence_restored', 'signal', 'verdict', 'hole', 'note']),
  /** One sentence for people. */
  text: z.string(),
  evidenceId: z.string().nullable(),
})
export type TimelineEntry = z.output<typeof TimelineEntry>

export const FrozenFile = z.object({
  repository: z.string(), rev: z.string(), commit: z.string(), path: z.string(),
  startLine: z.number().int(), endLine: z.number().int(), text: z.string(), language: z.string().nullable(),
})
export const FrozenCommit = z.object({
  repository: z.string(), oid: z.string(), subject: z.string(), author: z.string(), time: z.string(),
  filesChanged: z.number().int(), added: z.number().int(), removed: z.number().int(),
})

/** What people found out about a change that was suspected. */
export const Verdict = z.object({
  repository: z.string(), oid: z.string(), subject: z.string(), author: z.string(), time: z.string(),
  verdict: z.enum(['culprit', 'cleared']),
  /** Where it stood among the suspects, from 1; null when it was not among them, or was found in another way. */
  rank: z.number().int().nullable(),
  at: z.string(),
  by: Who,
})
export type Verdict = z.output<typeof Verdict>

/** A piece of evidence, frozen at the revision where it was seen. */
export const Evidence = z.object({
  id: z.string(),
  incidentId: z.string(),
  pinnedBy: Who,
  pinnedAt: z.string(),
  /** Why it matters, in the words of who pinned it. */
  note: z.string(),
  removed: z.boolean(),
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('search'), search: FrozenSearch }),
    z.object({ kind: z.literal('file'), file: FrozenFile }),
    z.object({ kind: z.literal('commit'), commit: FrozenCommit }),
    z.object({ kind: z.literal('impact'), impact: FrozenImpact }),
  ]),
})
export type Evidence = z.output<typeof Evidence>

/** `fixed`, `not_affected` and `accepted` are the ways in which a hole is closed; the last two are decisions, and carry a reason. */
export const HoleState = z.enum(['open', 'fixed', 'not_affected', 'accepted'])
export type HoleState = z.output<typeof HoleState>

/** A place that is hit, followed until it is closed. It stands in a piece of evidence. */
export const Hole = z.object({
  id: z.string(),
  evidenceId: z.string(),
  repository: z.string(), rev: z.string(), commit: z.string(), path: z.string(), line: z.number().int().nullable(),
  /** What is wrong there: the way to a package, or the line of code. */
  what: z.string(),
  owners: z.array(z.string()),
  /** Where it runs, as `checkout in production`. */
  runs: z.array(z.string()),
  state: HoleState,
  /** Why it is in that state, in the words of who said so. */
  reason: z.string(),
  /** When it came into that state, and by whom. */
  at: z.string(), by: Who,
})
export type Hole = z.output<typeof Hole>

/** What makes two places one hole, whatever found them and at whichever commit of the same revision. */
export const keyOfHole = ({ repository, rev, path, line, what }: Pick<Hole, 'repository' | 'rev' | 'path' | 'line' | 'what'>): string => JSON.stringify([repository, rev, path, line, what])

/** What is wrong at a place that is hit: the way to a package, or the line of code. */
export const wrongAt = ({ via, text }: Pick<Affected, 'via' | 'text'>): string => (via.length > 0 ? via.join(' → ') : (text ?? '').trim())

export const Incident = IncidentHead.extend({
  roles: z.record(RoleName, Who.nullable()),
  exitCriteria: z.array(ExitCriterion),
  notebookId: z.string(),
  signals: z.array(Signal.extend({ id: z.string(), at: z.string(), by: Who })),
  evidence: z.array(Evidence),
  verdicts: z.array(Verdict),
  holes: z.array(Hole),
  timeline: z.array(TimelineEntry),
})
export type Incident = z.output<typeof Incident>

const byId = z.object({ id: z.string() })
const titleText = z.string().trim().min(1, 'give the incident a title').max(300)

export const listIncidents = endpoint({
  id: 'incidents.list', method: 'get', path: '/api/v1/incidents', needs: 'incidents.read',
  summary: 'Incidents, newest first',
  query: z.object({
    state: z.enum(['open', 'closed', 'all']).default('all'), query: z.string().max(200).optional(),
    after: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ incidents: z.array(IncidentHead), total: z.number().int(), next: z.string().nullable() }),
})

/**
 * Declares an incident. With `signal`, its traces are located before the answer; when that takes too long, the incident is
 * declared all the same and the signal says so. With a `key`, declaring twice gives the same incident.
 */
export const declareIncident = endpoint({
  id: 'incidents.declare', method: 'post', path: '/api/v1/incidents', needs: 'incidents.write', status: 201,
  summary: 'Declare an incident',
  body: z.object({ title: titleText, severity: Severity.default('sev3'), signal: z.string().max(16 * 1024 * 1024).default(''), key: z.string().max(100).optional() }),
  answer: Incident,
})

/** By id, or by number: `12` or `INC-12`. */
export const getIncident = endpoint({
  id: 'incidents.get', method: 'get', path: '/api/v1/incidents/{id}', needs: 'incidents.read',
  summary: 'One incident, whole', params: byId, answer: Incident,
})

export const updateIncident = endpoint({
  id: 'incidents.update', method: 'patch', path: '/api/v1/incidents/{id}', needs: 'incidents.write',
  summary: 'Change its state; each change is written to the timeline', params: byId,
  body: z.object({
    title: titleText.optional(),
    severity: Severity.optional(),
    status: Status.optional(),
    summary: z.string().max(10_000).optional(),
    services: z.array(z.string().trim().min(1).max(200)).max(200).optional(),
    /** Person ids; null leaves the role empty. */
    roles: z.partialRecord(RoleName, z.string().nullable()).optional(),
    exitCriteria: z.array(ExitCriterion).max(50).optional(),
  }),
  answer: Incident,
})

export const addNote = endpoint({
  id: 'incidents.note', method: 'post', path: '/api/v1/incidents/{id}/notes', needs: 'incidents.write', status: 201,
  summary: 'Write to the timeline', params: byId,
  body: z.object({ text: z.string().trim().min(1, 'write something').max(10_000), at: z.iso.datetime().optional() }), answer: Incident,
})

export const addSignal = endpoint({
  id: 'incidents.signal', method: 'post', path: '/api/v1/incidents/{id}/signals', needs: 'incidents.write', status: 201,
  summary: 'Add a trace, log or alert; its frames are located', params: byId,
  body: z.object({ text: z.string().min(1).max(16 * 1024 * 1024), rev: z.string().max(500).default('') }), answer: Incident,
})

/** The server reads what is pinned itself, as the person who pins it; the client only says what. */
export const pinEvidence = endpoint({
  id: 'incidents.pin', method: 'post', path: '/api/v1/incidents/{id}/evidence', needs: 'incidents.write', status: 201,
  summary: 'Pin a search, a file range, a commit or an answer about impact', params: byId,
  body: z.object({
    note: z.string().max(2000).default(''),
    /** Makes a repeated request harmless: the same key pins once. */
    key: z.string().max(100).optional(),
    what: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('search'), query: z.string().max(65536), patternType: PatternType.default('keyword') }),
      z.object({ kind: z.literal('file'), repo: z.string().max(500), rev: z.string().max(500).default(''), path: z.string().max(8000), lines: LineRange.nullable().default(null) }),
      z.object({ kind: z.literal('commit'), repo: z.string().max(500), rev: z.string().max(500) }),
      z.object({ kind: z.literal('impact'), question: Question }),
    ]),
  }),
  answer: Evidence,
})

/** One verdict for each change: another takes its place, null takes it back. */
export const judgeChange = endpoint({
  id: 'incidents.judge', method: 'put', path: '/api/v1/incidents/{id}/verdicts', needs: 'incidents.write',
  summary: 'Mark a change as the culprit or as cleared', params: byId,
  body: z.object({
    repo: z.string().min(1).max(500), rev: z.string().min(1).max(500),
    verdict: Verdict.shape.verdict.nullable(),
    rank: z.number().int().min(1).max(100_000).nullable().default(null),
  }),
  answer: Incident,
})

/** The most that one piece of evidence leads to. */
const maxHoles = 2_000

/** The places of a pinned search or answer about impact, by their numbers from 0; null: all of them. One that is followed already stays as it is. */
export const trackHoles = endpoint({
  id: 'incidents.track', method: 'post', path: '/api/v1/incidents/{id}/holes', needs: 'incidents.write',
  summary: 'Follow places that were found until each is closed', params: byId,
  body: z.object({ evidence: z.string().max(100), places: z.array(z.number().int().min(0)).min(1).max(maxHoles).nullable().default(null) }),
  answer: Incident,
})

/** Null: they are no longer followed. */
export const setHoles = endpoint({
  id: 'incidents.set_holes', method: 'patch', path: '/api/v1/incidents/{id}/holes', needs: 'incidents.write',
  summary: 'Close holes, open them again, or follow them no longer', params: byId,
  body: z
    .object({ holes: z.array(z.string().max(100)).min(1).max(maxHoles), state: HoleState.nullable(), reason: z.string().trim().max(2000).default('') })
    .refine(({ state, reason }) => reason !== '' || (state !== 'not_affected' && state !== 'accepted'), { path: ['reason'], error: 'say why' }),
  answer: Incident,
})

/** How often the culprit stood at the top of the suspects of this Firebreak, among those that were found in their list or beside it. */
export const suspectHitRate = endpoint({
  id: 'incidents.hit_rate', method: 'get', path: '/api/v1/suspects/hit-rate', needs: 'incidents.read',
  summary: 'How often people marked the first, or one of the first five suspects as the culprit',
  answer: z.object({ culprits: z.number().int(), first: z.number().int(), firstFive: z.number().int() }),
})

const evidenceId = z.object({ id: z.string(), evidence: z.string() })

export const removeEvidence = endpoint({
  id: 'incidents.unpin', method: 'delete', path: '/api/v1/incidents/{id}/evidence/{evidence}', needs: 'incidents.write', status: 204,
  summary: 'Take a piece of evidence off; it can be put back', params: evidenceId,
})
export const restoreEvidence = endpoint({
  id: 'incidents.repin', method: 'post', path: '/api/v1/incidents/{id}/evidence/{evidence}/restore', needs: 'incidents.write',
  summary: 'Put a piece of evidence back', params: evidenceId, body: z.object({}), answer: Evidence,
})

/** Runs a pinned search again; the evidence itself stays as it was. */
export const rerunEvidence = endpoint({
  id: 'incidents.rerun', method: 'post', path: '/api/v1/incidents/{id}/evidence/{evidence}/rerun', needs: 'incidents.read',
  summary: 'What has changed since a search was pinned', params: evidenceId, body: z.object({}), answer: SearchDelta,
})
