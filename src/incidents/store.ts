import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, DbKind } from '../platform/database.ts'
import { keyOfHole, type Evidence, type Hole, type Incident, type TimelineEntry, type Verdict } from './contract.ts'

type Part = { id: string; incident_id: string; seq: number; data: string }
type IncidentsTables = {
  incidents: {
    id: string
    number: number
    declare_key: string | null
    status: string
    search_text: string
    /** Everything that is not in a column or a table of its own. */
    state: string
    version: number
  }
  incident_signals: Part
  incident_evidence: Part & { pin_key: string | null; removed: number }
  incident_holes: Part & { hole_key: string }
  incident_timeline: Part
}
type Tables = ReturnType<typeof tablesOf>

/** What an incident is, without its lists. The verdicts are few, and part of it. */
export type State = Omit<Incident, 'signals' | 'evidence' | 'holes' | 'timeline'>
export type StoredSignal = Incident['signals'][number]

/** One act: the new state with what it adds. All of it is written or nothing. */
export interface Act {
  state: State
  entries: TimelineEntry[]
  signal?: StoredSignal
  evidence?: { evidence: Evidence; key: string | null }
  /** Takes evidence off or puts it back. */
  mark?: { evidenceId: string; removed: boolean }
  /** Of those added, one whose key is known stays as it is. */
  holes?: { added?: readonly Hole[]; changed?: readonly Hole[]; dropped?: readonly Hole[] }
}

export interface IncidentStore {
  /** Gives the incident the next number. Null when the key was used before. */
  declare(make: (number: number) => Act, key: string | null): Promise<State | null>
  /** Reads the state, lets `decide` make the act of it, and writes that, as one transaction: acts on one incident never mix. */
  act(id: string, decide: (state: State) => Act | null): Promise<State | null>
  /** The verdicts of all incidents. */
  verdicts(): Promise<Verdict[]>
  find(idOrNumber: { id: string } | { number: number } | { key: string }): Promise<State | null>
  signals(id: string): Promise<StoredSignal[]>
  evidence(id: string): Promise<Evidence[]>
  evidenceByKey(id: string, key: string): Promise<Evidence | null>
  holes(id: string): Promise<Hole[]>
  timeline(id: string): Promise<TimelineEntry[]>
  list(filter: { query: string; open?: boolean; below: number | null; limit: number }): Promise<State[]>
  count(filter: { query: string; open?: boolean }): Promise<number>
}

const tablesOf = (db: Db) => db.withTables<IncidentsTables>()

export function createIncidentStore(db: Db, kind: DbKind): IncidentStore {
  const tables = tablesOf(db)

  const matching = ({ query, open }: { query: string; open?: boolean }) => {
    const words = query.toLowerCase()
    let rows = tables.selectFrom('incidents')
    if (words !== '') rows = rows.where(sql<boolean>`replace(search_text, ${words}, '') <> search_text`)
    if (open !== undefined) rows = rows.where('status', open ? 'not in' : 'in', ['closed'])
    return rows
  }

  return {
    async declare(make, key) {
      return tables.transaction().execute(async (transaction) => {
        if (kind === 'postgres') await sql`select pg_advisory_xact_lock(7173)`.execute(transaction) // two at once would get one number
        if (key !== null && (await transaction.selectFrom('incidents').select('id').where('declare_key', '=', key).executeTakeFirst())) return null
        const { last } = await transaction.selectFrom('incidents').select((select) => select.fn.max('number').as('last')).executeTakeFirstOrThrow()
        const act = make(Number(last ?? 0) + 1)
        await transaction.insertInto('incidents').values({ ...columnsOf(act.state), declare_key: key, version: 1 }).execute()
        await writeParts(transaction, act)
        return act.state
      })
    },
    async act(id, decide) {
      return tables.transaction().execute(async (transaction) => {
        const reading = transaction.selectFrom('incidents').select(['state', 'version']).where('id', '=', id)
        const row = await (kind === 'postgres' ? reading.forUpdate() : reading).executeTakeFirst()
        const act = row && decide(readState(row.state))
        if (!row || !act || (act.mark && !(await markEvidence(transaction, id, act.mark)))) return null
        await transaction.updateTable('incidents').set({ ...columnsOf(act.state), version: row.version + 1 }).where('id', '=', id).execute()
        await writeParts(transaction, act)
        return act.state
      })
    },
    async find(by) {
      const rows = tables.selectFrom('incidents').select('state')
      const one = 'id' in by ? rows.where('id', '=', by.id) : 'number' in by ? rows.where('number', '=', by.number) : rows.where('declare_key', '=', by.key)
      const row = await one.executeTakeFirst()
      return row ? readState(row.state) : null
    },
    signals: async (id) => (await partsOf(tables, 'incident_signals', id)).map(({ data }) => JSON.parse(data) as StoredSignal),
    async evidence(id) {
      const rows = await tables.selectFrom('incident_evidence').select(['data', 'removed']).where('incident_id', '=', id).orderBy('seq').execute()
      return rows.map(toEvidence)
    },
    async evidenceByKey(id, key) {
      const row = await tables.selectFrom('incident_evidence').select(['data', 'removed']).where('incident_id', '=', id).where('pin_key', '=', key).executeTakeFirst()
      return row ? toEvidence(row) : null
    },
    holes: async (id) => (await partsOf(tables, 'incident_holes', id)).map(({ data }) => JSON.parse(data) as Hole),
    timeline: async (id) => (await partsOf(tables, 'incident_timeline', id)).map(({ data }) => JSON.parse(data) as TimelineEntry),
    async list({ below, limit, ...filter }) {
      let rows = matching(filter).select('state').orderBy('number', 'desc').limit(limit)
      if (below !== null) rows = rows.where('number', '<', below)
      return (await rows.execute()).map(({ state }) => readState(state))
    },
    async verdicts() {
      const rows = await tables.selectFrom('incidents').select('state').execute()
      return rows.flatMap(({ state }) => readState(state).verdicts)
    },
    async count(filter) {
      const { count } = await matching(filter).select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

/** One that was written before there were verdicts has none. */
const readState = (text: string): State => ({ verdicts: [], ...(JSON.parse(text) as Partial<State>) }) as State

const toEvidence = ({ data, removed }: { data: string; removed: number }): Evidence => ({ ...(JSON.parse(data) as Evidence), removed: removed !== 0 })

const columnsOf = (state: State) => ({
  id: state.id,
  number: state.number,
  status: state.status,
  search_text: [`inc-${state.number}`, state.title, state.summary, ...state.services].join('\n').toLowerCase().replaceAll('\0', ' '), // PostgreSQL stores no U+0000
  state: JSON.stringify(state),
})

const partsOf = (tables: Tables, table: 'incident_signals' | 'incident_holes' | 'incident_timeline', id: string) =>
  tables.selectFrom(table).select(['data', 'seq']).where('incident_id', '=', id).orderBy('seq').execute()

async function writeParts(tables: Tables, { state, entries, signal, evidence, holes }: Act): Promise<void> {
  const incident_id = state.id
  for (const entry of entries) {
    await tables.insertInto('incident_timeline').values({ id: entry.id, incident_id, seq: await nextSeq(tables, 'incident_timeline', incident_id), data: JSON.stringify(entry) }).execute()
  }
  if (signal) await tables.insertInto('incident_signals').values({ id: signal.id, incident_id, seq: await nextSeq(tables, 'incident_signals', incident_id), data: JSON.stringify(signal) }).execute()
  if (evidence) {
    const row = { id: evidence.evidence.id, incident_id, seq: await nextSeq(tables, 'incident_evidence', incident_id), pin_key: evidence.key, removed: 0, data: JSON.stringify(evidence.evidence) }
    await tables.insertInto('incident_evidence').values(row).execute()
  }
  if (holes) await writeHoles(tables, incident_id, holes)
}

async function writeHoles(tables: Tables, incident_id: string, { added = [], changed = [], dropped = [] }: NonNullable<Act['holes']>): Promise<void> {
  const first = await nextSeq(tables, 'incident_holes', incident_id)
  const rows = added.map((hole, at) => ({ id: hole.id, incident_id, seq: first + at, hole_key: hashOf(keyOfHole(hole)), data: JSON.stringify(hole) }))
  for (let at = 0; at < rows.length; at += atOnce) await tables.insertInto('incident_holes').values(rows.slice(at, at + atOnce)).onConflict((known) => known.columns(['incident_id', 'hole_key']).doNothing()).execute()
  for (const hole of changed) await tables.updateTable('incident_holes').set({ data: JSON.stringify(hole) }).where('incident_id', '=', incident_id).where('id', '=', hole.id).execute()
  for (let at = 0; at < dropped.length; at += atOnce) await tables.deleteFrom('incident_holes').where('incident_id', '=', incident_id).where('id', 'in', dropped.slice(at, at + atOnce).map(({ id }) => id)).execute()
}

/** In one statement; databases take so many values at a time. */
const atOnce = 100

/** A key may be longer than what a database has an index for. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url')

/** False when the evidence was marked so already: somebody else was faster, and there is nothing to tell. */
async function markEvidence(tables: Tables, incidentId: string, { evidenceId, removed }: NonNullable<Act['mark']>): Promise<boolean> {
  const evidence = tables.updateTable('incident_evidence').set({ removed: removed ? 1 : 0 }).where('incident_id', '=', incidentId)
  const { numUpdatedRows } = await evidence.where('id', '=', evidenceId).where('removed', '=', removed ? 0 : 1).executeTakeFirst()
  return numUpdatedRows > 0n
}

async function nextSeq(tables: Tables, table: 'incident_signals' | 'incident_evidence' | 'incident_holes' | 'incident_timeline', incidentId: string): Promise<number> {
  const { last } = await tables.selectFrom(table).select((select) => select.fn.max('seq').as('last')).where('incident_id', '=', incidentId).executeTakeFirstOrThrow()
  return Number(last ?? 0) + 1
}
