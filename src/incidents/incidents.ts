import type { Auth } from '../auth/auth.ts'
import type { Impact } from '../impact/impact.ts'
import type { Located } from '../intel/contract.ts'
import type { Intel } from '../intel/intel.ts'
import type { Notebooks } from '../notebooks/notebooks.ts'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Db, DbKind } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, notFound } from '../platform/errors.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { oneLine } from '../platform/one-line.ts'
import type { Log } from '../platform/log.ts'
import type { Repos } from '../repos/repos.ts'
import type { SearchDelta } from '../search/contract.ts'
import { compareSearches, type Search } from '../search/search.ts'
import { applyChange, type Who } from './changes.ts'
import type * as contract from './contract.ts'
import { keyOfHole, type Evidence, type Incident, type IncidentHead, type RoleName, type TimelineEntry } from './contract.ts'
import { commitsOf, freezeContent, headlineOf } from './freeze.ts'
import { changeHoles, holesIn, tellTracked } from './holes.ts'
import { hitRateOf, judge } from './verdicts.ts'
import { createIncidentStore, type Act, type State } from './store.ts'

type Query<E> = Parsed<E> extends { query: infer Q } ? Q : never
type Body<E> = Parsed<E> extends { body: infer B } ? B : never

/** Everything that is done with incidents. An incident is named by its id or its number (`12`, `INC-12`). */
export interface Incidents {
  list(viewer: Caller, query: Query<typeof contract.listIncidents>): Promise<Answer<typeof contract.listIncidents>>
  get(viewer: Caller, id: string): Promise<Incident>
  declare(viewer: Caller, body: Body<typeof contract.declareIncident>, signal: AbortSignal): Promise<Incident>
  update(viewer: Caller, id: string, body: Body<typeof contract.updateIncident>): Promise<Incident>
  note(viewer: Caller, id: string, body: Body<typeof contract.addNote>): Promise<Incident>
  addSignal(viewer: Caller, id: string, body: Body<typeof contract.addSignal>, signal: AbortSignal): Promise<Incident>
  pin(viewer: Caller, id: string, body: Body<typeof contract.pinEvidence>, signal: AbortSignal): Promise<Evidence>
  judge(viewer: Caller, id: string, body: Body<typeof contract.judgeChange>): Promise<Incident>
  /** Throws a Problem for evidence that leads to no place. */
  trackHoles(viewer: Caller, id: string, body: Body<typeof contract.trackHoles>): Promise<Incident>
  setHoles(viewer: Caller, id: string, body: Body<typeof contract.setHoles>): Promise<Incident>
  hitRate(viewer: Caller): Promise<Answer<typeof contract.suspectHitRate>>
  setEvidenceRemoved(viewer: Caller, id: string, evidenceId: string, removed: boolean): Promise<Evidence>
  rerun(viewer: Caller, id: string, evidenceId: string, signal: AbortSignal): Promise<SearchDelta>
}

export interface IncidentsDeps {
  db: Db
  kind: DbKind
  clock: Clock
  log: Log
  events: Events
  auth: Pick<Auth, 'listPeople'>
  repos: Repos
  search: Search
  intel: Intel
  impact: Pick<Impact, 'freeze'>
  notebooks: Notebooks
}

/** Declaring never waits longer for the frames of its signal. */
const locateWithinMs = 5_000

export function createIncidents(deps: IncidentsDeps): Incidents {
  const { db, kind, clock, log, events, auth, repos, search, intel, impact, notebooks } = deps
  const store = createIncidentStore(db, kind)

  async function load(name: string): Promise<State> {
    const number = /^(?:inc-)?(\d{1,9})$/i.exec(name)?.[1]
    const state = await store.find(number === undefined ? { id: name } : { number: Number(number) })
    if (!state) throw missing()
    return state
  }

  async function whole(state: State): Promise<Incident> {
    const [signals, evidence, holes, timeline] = await Promise.all([store.signals(state.id), store.evidence(state.id), store.holes(state.id), store.timeline(state.id)])
    return { ...state, signals, evidence, holes, timeline }
  }

  /** A process killed between declaring and this leaves an incident without its notebook; whoever opens it next makes it. */
  async function withNotebook(state: State): Promise<State> {
    await notebooks.ensure({ id: state.notebookId, incidentId: state.id, title: state.title, blocks: firstBlocks(), by: state.declaredBy.name })
    return state
  }

  async function act(id: string, decide: (state: State, at: string) => Act | null): Promise<State> {
    const at = timestamp(clock)
    const state = await store.act(id, (current) => decide(current, at))
    if (state) announce(id)
    return state ?? load(id)
  }

  function announce(id: string) {
    events.publish({ topic: `incident/${id}` })
    events.publish({ topic: 'incidents' })
  }

  /** The code that a signal comes from, or null when finding it takes too long or fails: neither may stand in the way of declaring. */
  async function locateSoon(viewer: Caller, text: string, rev: string, signal: AbortSignal): Promise<Located | null> {
    try {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(locateWithinMs)])
      const late = new Promise<null>((done) => soon.addEventListener('abort', () => done(null), { once: true }))
      return await Promise.race([intel.locate(viewer, { text, rev, repo: '' }, soon), late])
    } catch (error) {
      log.warn({ err: error }, 'a signal could not be located')
      return null
    }
  }

  async function peopleFor(viewer: Caller, roles: Partial<Record<RoleName, string | null>>): Promise<Partial<Record<RoleName, Who | null>>> {
    const { people } = await auth.listPeople(viewer)
    return Object.fromEntries(
      Object.entries(roles).map(([role, id]) => {
        const person = people.find((each) => each.id === id)
        if (id && !person) throw badInput('incidents.unknown_person', `There is nobody with the id ${id} to be ${role}.`)
        return [role, person ? { id: person.id, name: person.name } : null]
      }),
    )
  }

  return {
    async list(_viewer, { state, query = '', after, limit }) {
      const filter = { query, ...(state === 'all' ? {} : { open: state === 'open' }) }
      const rows = await store.list({ ...filter, below: after ? readCursor(after) : null, limit: limit + 1 })
      const page = rows.slice(0, limit)
      return { incidents: page.map(headOf), total: await store.count(filter), next: rows.length > limit ? String(page.at(-1)?.number) : null }
    },
    get: async (_viewer, id) => whole(await withNotebook(await load(id))),
    async declare(viewer, { title, severity, signal: text, key }, signal) {
      const known = key ? await store.find({ key: ownKey(viewer, key) }) : null
      if (known) return whole(await withNotebook(known))
      const located = text === '' ? null : await locateSoon(viewer, text, '', signal)
      const id = newId('inc')
      const made = { id, title: oneLine(title) || 'Incident', severity, notebookId: newId('nb'), viewer, at: timestamp(clock), text, located }
      const state = await store.declare((number) => declaration({ ...made, number }), key ? ownKey(viewer, key) : null)
      if (!state) return whole((await store.find({ key: ownKey(viewer, key ?? '') })) ?? (await load(id)))
      announce(id)
      return whole(await withNotebook(state))
    },
    async update(viewer, name, { roles, ...change }) {
      const { id } = await load(name)
      assertUniqueCriteria(change.exitCriteria ?? [])
      const people = roles ? await peopleFor(viewer, roles) : undefined
      const state = await act(id, (current, at) => {
        const { state, told } = applyChange(current, { ...change, title: oneLine(change.title ?? '') || undefined, roles: people }, at)
        return told.length > 0 ? { state, entries: told.map((each) => entry(viewer, at, each)) } : null
      })
      return whole(state)
    },
    async note(viewer, name, { text, at: happened }) {
      const { id } = await load(name)
      return whole(await act(id, (state, at) => ({ state: { ...state, updatedAt: at }, entries: [entry(viewer, happened ? new Date(happened).toISOString() : at, { kind: 'note', text })] })))
    },
    async addSignal(viewer, name, { text, rev }, signal) {
      const { id } = await load(name)
      const located = await locateSoon(viewer, text, rev, signal)
      const state = await act(id, (state, at) => ({
        state: { ...state, updatedAt: at },
        entries: [entry(viewer, at, { kind: 'signal', text: signalHeadline(located) })],
        signal: { id: newId('sig'), at, by: whoIs(viewer), text, located },
      }))
      return whole(state)
    },
    async pin(viewer, name, { what, note, key: asked }, signal) {
      const { id } = await load(name)
      const key = asked ? ownKey(viewer, asked) : null
      const known = key ? await store.evidenceByKey(id, key) : null
      if (known) return known
      const content = await freezeContent(what, { viewer, repos, search, impact, signal })
      await repos.keep(viewer, commitsOf(content))
      const evidence: Evidence = { id: newId('ev'), incidentId: id, pinnedBy: whoIs(viewer), pinnedAt: timestamp(clock), note, removed: false, content }
      const told = { kind: 'evidence' as const, text: `Pinned ${headlineOf(content)}${note ? ` — ${note}` : ''}`, evidenceId: evidence.id }
      try {
        await act(id, (state, at) => ({ state: { ...state, updatedAt: at }, entries: [entry(viewer, at, told)], evidence: { evidence, key } }))
      } catch (error) {
        const twin = key ? await store.evidenceByKey(id, key) : null // the same request came twice and the other was first
        if (twin) return twin
        throw error
      }
      return evidence
    },
    async judge(viewer, name, { repo, rev, verdict, rank }) {
      const { id } = await load(name)
      const { commit } = await repos.readCommit(viewer, { repo, rev })
      await repos.keep(viewer, [{ repo, commit: commit.oid }])
      const state = await act(id, (current, at) => {
        const judged = judge(current, { repository: repo, oid: commit.oid, subject: commit.subject, author: commit.author.name, time: commit.committer.time, verdict, rank, at, by: whoIs(viewer) })
        return judged && { state: judged.state, entries: [entry(viewer, at, judged.told)] }
      })
      return whole(state)
    },
    async trackHoles(viewer, name, { evidence: evidenceId, places }) {
      const { id } = await load(name)
      const evidence = await findEvidence(id, evidenceId)
      const found = holesIn(evidence, places, { at: timestamp(clock), by: whoIs(viewer) })
      if (found.length === 0) throw badInput('incidents.no_holes', 'This evidence leads to no such place in code.')
      const known = new Set((await store.holes(id)).map(keyOfHole))
      const added = found.filter((hole) => !known.has(keyOfHole(hole)))
      return whole(await act(id, (state, at) => (added.length === 0 ? null : { state: { ...state, updatedAt: at }, entries: [entry(viewer, at, { ...tellTracked(added), evidenceId })], holes: { added } })))
    },
    async setHoles(viewer, name, { holes: ids, ...change }) {
      const { id } = await load(name)
      const asked = new Set(ids)
      const holes = (await store.holes(id)).filter((hole) => asked.has(hole.id))
      if (holes.length < asked.size) throw notFound('incidents.no_hole', 'The incident has no such hole.')
      const { told, ...changes } = changeHoles(holes, change, { at: timestamp(clock), by: whoIs(viewer) })
      return whole(await act(id, (state, at) => told && { state: { ...state, updatedAt: at }, entries: [entry(viewer, at, told)], holes: changes }))
    },
    hitRate: async () => hitRateOf(await store.verdicts()),
    async setEvidenceRemoved(viewer, name, evidenceId, removed) {
      const { id } = await load(name)
      const evidence = await findEvidence(id, evidenceId)
      if (evidence.removed === removed) return evidence
      const told = { kind: removed ? ('evidence_removed' as const) : ('evidence_restored' as const), text: `${removed ? 'Took off' : 'Put back'} ${headlineOf(evidence.content)}`, evidenceId }
      await act(id, (state, at) => ({ state: { ...state, updatedAt: at }, entries: [entry(viewer, at, told)], mark: { evidenceId, removed } }))
      return { ...evidence, removed }
    },
    async rerun(viewer, name, evidenceId, signal) {
      const { content } = await findEvidence((await load(name)).id, evidenceId)
      if (content.kind !== 'search') throw badInput('incidents.not_a_search', 'Only a pinned search can be run again.')
      return compareSearches(content.search, await search.freeze(viewer, content.search, signal))
    },
  }

  async function findEvidence(incidentId: string, evidenceId: string): Promise<Evidence> {
    const evidence = (await store.evidence(incidentId)).find((each) => each.id === evidenceId)
    if (!evidence) throw notFound('incidents.no_evidence', 'The incident has no such evidence.')
    return evidence
  }
}

function assertUniqueCriteria(criteria: readonly { id: string }[]): void {
  if (new Set(criteria.map(({ id }) => id)).size < criteria.length) throw badInput('incidents.same_id', 'Two exit criteria have the same id.')
}

const missing = () => notFound('incidents.not_found', 'There is no such incident, or you may not see it.')
const whoIs = ({ id, name }: Caller): Who => ({ id, name })
/** One person's keys do not meet another's. */
const ownKey = (viewer: Caller, key: string) => `${viewer.id} ${key}`

function entry(viewer: Caller, at: string, told: Pick<TimelineEntry, 'kind' | 'text'> & { evidenceId?: string }): TimelineEntry {
  return { id: newId('tl'), at, by: whoIs(viewer), evidenceId: null, ...told }
}

interface Declaration {
  id: string
  number: number
  title: string
  severity: Incident['severity']
  notebookId: string
  viewer: Caller
  at: string
  text: string
  located: Located | null
}

function declaration({ id, number, title, severity, notebookId, viewer, at, text, located }: Declaration): Act {
  const declaredBy = whoIs(viewer)
  const state: State = {
    id, number, title, severity, notebookId, declaredBy,
    status: 'declared', summary: '', services: [], exitCriteria: [], verdicts: [],
    roles: { commander: declaredBy, operations: null, communications: null, planning: null },
    commander: declaredBy,
    declaredAt: at, mitigatedAt: null, resolvedAt: null, closedAt: null, updatedAt: at,
  }
  const declared = entry(viewer, at, { kind: 'declared', text: `Declared ${severity.toUpperCase()}: ${title}` })
  if (text === '') return { state, entries: [declared] }
  return { state, entries: [declared, entry(viewer, at, { kind: 'signal', text: signalHeadline(located) })], signal: { id: newId('sig'), at, by: declaredBy, text, located } }
}

/** What was handed over, in one sentence: the exception and where it was thrown. */
export function signalHeadline(located: Located | null): string {
  const trace = located?.traces[0]
  if (!trace) return 'Signal added'
  const exception = trace.exceptions[trace.focus?.exception ?? 0]
  const place = trace.focus ? trace.exceptions[trace.focus.exception]?.frames[trace.focus.frame]?.place : null
  const what = [exception?.type, exception?.message?.split('\n')[0]].filter(Boolean).join(': ') || 'Stack trace'
  return place ? `Signal: ${what} at ${place.repo} ${place.path}:${place.line ?? '?'}` : `Signal: ${what}`
}

const firstBlocks = () => [{ id: newId('b'), type: 'markdown' as const, text: `## What we know\n\n## What we tried\n\n## What comes next\n` }]

function headOf(state: State): IncidentHead {
  const { roles: _roles, exitCriteria: _exitCriteria, notebookId: _notebookId, verdicts: _verdicts, ...head } = state
  return head
}

function readCursor(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw badInput('incidents.bad_cursor', 'The value of after is not one that this list gave.')
  return Number(text)
}
