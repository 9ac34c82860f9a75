import { sql, type ExpressionBuilder } from 'kysely'
import { Cron } from 'croner'
import type { Clock } from './clock.ts'
import type { Db, DbKind } from './database.ts'
import { messageOf } from './errors.ts'
import { newId } from './ids.ts'
import type { Log } from './log.ts'
import type { Migration } from './migrations.ts'

/**
 * Work that outlives a request. A job is a row; whoever holds its lease works on it and renews the lease while doing so. A
 * process that is killed stops renewing, and another takes the job again: so work is done at least once, and each
 * handler's effect must be idempotent.
 */
export interface JobKind<P> {
  name: string
  /** How many of this kind run at once in this process. */
  concurrency: number
  /** After so many failures the job is dead and stays visible with its last error. */
  maxAttempts: number
  run(payload: P, context: JobContext): Promise<void>
}

export interface JobContext {
  signal: AbortSignal
  /** 1, and one more for each failure before. Having been cut off by the end of a process is none. */
  attempt: number
}

/** A failure that no retry can mend (the address is refused, the folder is gone): the job dies at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}

export interface Jobs {
  /** Adds a job. With a `key`, a job of this kind and key that still waits is left as it is and none is added. */
  enqueue<P>(kind: JobKind<P>, payload: P, options?: { key?: string }): Promise<void>
  /** Enqueues by a cron pattern (croner's syntax) while started. */
  every(pattern: string, enqueue: () => Promise<void>): void
  /** Begins to take jobs of these kinds. They come late because their handlers belong to slices that enqueue jobs themselves. */
  start(kinds: readonly JobKind<never>[]): void
  /** Stops taking jobs, aborts those under way and gives their leases back. */
  stop(): Promise<void>
  /** Waits until no job waits or runs; for tests and for `backup`. */
  idle(): Promise<void>
}

type JobsTables = {
  jobs: {
    id: string
    kind: string
    dedupe_key: string | null
    payload: string
    state: 'waiting' | 'running' | 'dead'
    /** How often it was taken. With its id it tells whose the lease is. */
    attempts: number
    failures: number
    run_at: string
    lease_until: string | null
    last_error: string | null
    created_at: string
  }
}

export const jobsMigrations: Migration[] = [
  {
    name: '0001_jobs',
    async up(db) {
      await db.schema
        .createTable('jobs')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('dedupe_key', 'text')
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('run_at', 'text', (column) => column.notNull())
        .addColumn('lease_until', 'text')
        .addColumn('last_error', 'text')
        .addColumn('created_at', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('jobs_due').on('jobs').columns(['kind', 'state', 'run_at']).execute()
      await sql`create unique index jobs_waiting_key on jobs (kind, dedupe_key) where state = 'waiting' and dedupe_key is not null`.execute(db)
    },
  },
  {
    name: '0002_job_failures',
    async up(db) {
      await db.schema.alterTable('jobs').addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0)).execute()
    },
  },
]

const leaseMs = 30_000
const pollMs = 1_000
const backOffMs = (failures: number) => Math.min(5_000 * 2 ** (failures - 1), 15 * 60_000)

interface JobsOptions {
  db: Db
  kind: DbKind
  /** No other process works on this database: what is running at the start was left by one that was killed, and need not wait for its lease. */
  alone?: boolean
  clock: Clock
  log: Log
}

export function createJobs({ db, kind: dbKind, alone = false, clock, log }: JobsOptions): Jobs {
  const table = db.withTables<JobsTables>()
  const running = new Map<string, { abort: AbortController; done: Promise<void> }>()
  const crons: Cron[] = []
  let timer: NodeJS.Timeout | undefined
  let started = false
  let kinds: readonly JobKind<never>[] = []
  let taking: Promise<void> = Promise.resolve()

  const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString()
  const countRunning = (name: string) => [...running.keys()].filter((key) => key.startsWith(`${name}/`)).length

  /** Takes the oldest due job of a kind, or one whose holder stopped renewing its lease. */
  async function take(name: string) {
    return table.transaction().execute(async (transaction) => {
      const due = transaction
        .selectFrom('jobs')
        .selectAll()
        .where('kind', '=', name)
        .where((or) =>
          or.or([or.and([or('state', '=', 'waiting'), or('run_at', '<=', at(0))]), or.and([or('state', '=', 'running'), or('lease_until', '<', at(0))])]),
        )
        .orderBy('run_at')
        .limit(1)
      const row = await (dbKind === 'postgres' ? due.forUpdate().skipLocked() : due).executeTakeFirst()
      if (!row) return undefined
      const taken = { state: 'running' as const, attempts: row.attempts + 1, lease_until: at(leaseMs) }
      await transaction.updateTable('jobs').set(taken).where('id', '=', row.id).execute()
      return { ...row, ...taken }
    })
  }

  /** The row as long as this process holds it: another that took it meanwhile has counted one attempt more. */
  const held = ({ id, attempts }: JobsTables['jobs']) => (row: ExpressionBuilder<JobsTables, 'jobs'>) =>
    row.and([row('id', '=', id), row('state', '=', 'running'), row('attempts', '=', attempts)])

  async function renew(row: JobsTables['jobs'], abort: AbortController): Promise<void> {
    const { numUpdatedRows } = await table.updateTable('jobs').set({ lease_until: at(leaseMs) }).where(held(row)).executeTakeFirst()
    if (numUpdatedRows === 0n) abort.abort(new Error('another process has taken this job'))
  }

  async function work(kind: JobKind<never>, row: JobsTables['jobs'], abort: AbortController) {
    const timer = setInterval(() => void renew(row, abort).catch((error: unknown) => abort.abort(error)), leaseMs / 3)
    try {
      await kind.run(JSON.parse(row.payload) as never, { signal: abort.signal, attempt: row.failures + 1 })
      await table.deleteFrom('jobs').where(held(row)).execute()
    } catch (error) {
      await settleFailure({ kind, row, error, aborted: abort.signal.aborted })
    } finally {
      clearInterval(timer)
    }
  }

  async function settleFailure({ kind, row, error, aborted }: { kind: JobKind<never>; row: JobsTables['jobs']; error: unknown; aborted: boolean }) {
    const ended = { lease_until: null, last_error: messageOf(error) }
    if (aborted) return giveBack(row, { ...ended, run_at: at(0) }) // stopping is not the job's failure
    const failures = row.failures + 1
    const dead = error instanceof PermanentFailure || failures >= kind.maxAttempts
    log.warn({ job: kind.name, attempt: failures, dead, err: error }, 'job failed')
    if (dead) await table.updateTable('jobs').set({ ...ended, failures, state: 'dead' }).where(held(row)).execute()
    else await giveBack(row, { ...ended, failures, run_at: at(backOffMs(failures)) })
  }

  /** Lets the job wait again, unless the same work waits already under its key: then this copy has nothing left to add. */
  async function giveBack(row: JobsTables['jobs'], change: Partial<JobsTables['jobs']>): Promise<void> {
    await table.transaction().execute(async (transaction) => {
      const twins = transaction.selectFrom('jobs').select('id').where('kind', '=', row.kind).where('state', '=', 'waiting').where('dedupe_key', '=', row.dedupe_key)
      if (await twins.executeTakeFirst()) await transaction.deleteFrom('jobs').where(held(row)).execute()
      else await transaction.updateTable('jobs').set({ ...change, state: 'waiting' }).where(held(row)).execute()
    })
  }

  async function fill(kind: JobKind<never>) {
    while (started && countRunning(kind.name) < kind.concurrency) {
      const row = await take(kind.name)
      if (!row) return
      const abort = new AbortController()
      const key = `${kind.name}/${row.id}`
      const done = work(kind, row, abort)
        .catch((error: unknown) => log.error({ err: error }, 'job bookkeeping failed'))
        .finally(() => {
          running.delete(key)
          look()
        })
      running.set(key, { abort, done })
    }
  }

  /** Looks for work now; calls made while one is under way run one after another. */
  function look() {
    if (!started) return
    taking = taking
      .then(async () => {
        for (const kind of kinds) await fill(kind)
      })
      .catch((error: unknown) => log.error({ err: error }, 'cannot take jobs'))
  }

  async function endLeases(): Promise<void> {
    await table.updateTable('jobs').set({ lease_until: at(-1) }).where('state', '=', 'running').execute()
  }

  async function countOpen(): Promise<number> {
    const { count } = await table
      .selectFrom('jobs')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('state', '!=', 'dead')
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  return {
    async enqueue(kind, payload, { key } = {}) {
      const row = {
        id: newId('job'),
        kind: kind.name,
        dedupe_key: key ?? null,
        payload: JSON.stringify(payload),
        state: 'waiting' as const,
        attempts: 0,
        failures: 0,
        run_at: at(0),
        lease_until: null,
        last_error: null,
        created_at: at(0),
      }
      await table
        .insertInto('jobs')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      look()
    },
    every(pattern, enqueue) {
      crons.push(new Cron(pattern, { paused: true, catch: (error) => log.error({ err: error }, 'schedule failed') }, enqueue))
    },
    start(served) {
      started = true
      kinds = served
      timer = setInterval(look, pollMs)
      if (alone) taking = endLeases().catch((error: unknown) => log.error({ err: error }, 'cannot take up what was left'))
      crons.forEach((cron) => cron.resume())
      look()
    },
    async stop() {
      started = false
      clearInterval(timer)
      crons.forEach((cron) => cron.stop())
      await taking
      for (const { abort } of running.values()) abort.abort()
      await Promise.all([...running.values()].map((job) => job.done))
    },
    async idle() {
      while ((await countOpen()) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
}
