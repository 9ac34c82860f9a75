import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { onEachDatabase } from '../../test/support/databases.ts'
import { openDatabase, type Db } from './database.ts'
import { createJobs, jobsMigrations, PermanentFailure, type JobContext, type JobKind, type Jobs } from './jobs.ts'
import { createLog } from './log.ts'
import { migrate } from './migrations.ts'

type Work = (payload: string, context: JobContext) => Promise<void> | void
type Row = { state: string; failures: number; last_error: string | null; dedupe_key: string | null }

const kindOf = (run: Work, options: Partial<JobKind<string>> = {}): JobKind<string> => ({ name: 'work', concurrency: 1, maxAttempts: 3, run: async (payload, context) => run(payload, context), ...options })

onEachDatabase('jobs', (fresh, dbKind) => {
  const opened: { db: Db; processes: Jobs[] }[] = []
  afterEach(async () => {
    for (const { db, processes } of opened.splice(0)) {
      for (const jobs of processes) await jobs.stop()
      await db.destroy()
    }
  })

  /** One database and a clock; `process()` is one more server on them. */
  async function scene() {
    let ahead = 0
    const { db } = openDatabase({ url: await fresh(), file: ':memory:' })
    await migrate(db, dbKind, jobsMigrations)
    const processes: Jobs[] = []
    opened.push({ db, processes })
    const clock = { now: () => new Date(Date.now() + ahead) }
    return {
      process({ alone = false } = {}) {
        const jobs = createJobs({ db, kind: dbKind, alone, clock, log: createLog('silent') })
        processes.push(jobs)
        return jobs
      },
      pass: (ms: number) => void (ahead += ms),
      rows: () => db.withTables<{ jobs: Row }>().selectFrom('jobs').select(['state', 'failures', 'last_error', 'dedupe_key']).execute(),
    }
  }

  const start = (jobs: Jobs, ...kinds: JobKind<string>[]) => jobs.start(kinds as unknown as JobKind<never>[])

  test('each is done once, never more at a time than its kind allows', async () => {
    const jobs = (await scene()).process()
    const done: string[] = []
    const two = Promise.withResolvers<void>()
    let [now, most] = [0, 0]
    const kind = kindOf(async (payload) => {
      most = Math.max(most, ++now)
      if (most === 2) two.resolve()
      await two.promise
      now--
      done.push(payload)
    }, { concurrency: 2 })
    for (const each of ['a', 'b', 'c', 'd', 'e']) await jobs.enqueue(kind, each)
    start(jobs, kind)
    await jobs.idle()
    expect({ done: done.toSorted(), most }).toEqual({ done: ['a', 'b', 'c', 'd', 'e'], most: 2 })
  })

  test('what waits under the same key is not asked for twice; what runs already is', async () => {
    const { process } = await scene()
    const jobs = process()
    const done: string[] = []
    const gate = Promise.withResolvers<void>()
    const kind = kindOf(async (payload) => {
      done.push(payload)
      if (payload === 'first') await gate.promise
    })
    await jobs.enqueue(kind, 'first', { key: 'k' })
    await jobs.enqueue(kind, 'again, while it waits', { key: 'k' })
    await jobs.enqueue(kind, 'other', { key: 'l' })
    start(jobs, kind)
    while (done.length === 0) await sleep(5)
    await jobs.enqueue(kind, 'again, while it runs', { key: 'k' })
    gate.resolve()
    await jobs.idle()
    expect(done).toEqual(['first', 'other', 'again, while it runs'])
  })

  test('a failure is tried again later and later, and after the last attempt stays with its error', async () => {
    const { process, pass, rows } = await scene()
    const jobs = process()
    const attempts: number[] = []
    const kind = kindOf((_, { attempt }) => {
      attempts.push(attempt)
      throw new Error(`no luck ${attempt}`)
    })
    start(jobs, kind)
    await jobs.enqueue(kind, '')
    for (const [count, waitMs] of [[1, 5_000], [2, 10_000], [3, 0]] as const) {
      while (attempts.length < count) await sleep(5)
      pass(waitMs)
    }
    await jobs.idle()
    expect({ attempts, rows: await rows() }).toEqual({ attempts: [1, 2, 3], rows: [{ state: 'dead', failures: 3, last_error: 'no luck 3', dedupe_key: null }] })
  })

  test('a failure that no retry can mend ends the job at once', async () => {
    const { process, rows } = await scene()
    const jobs = process()
    const kind = kindOf(() => {
      throw new PermanentFailure('gone for good')
    })
    start(jobs, kind)
    await jobs.enqueue(kind, '')
    await jobs.idle()
    expect(await rows()).toMatchObject([{ state: 'dead', failures: 1, last_error: 'gone for good' }])
  })

  test('stopping gives the work back unharmed, and whoever starts next takes it at once', async () => {
    const { process, rows } = await scene()
    const first = process()
    const begun = Promise.withResolvers<void>()
    const waits = kindOf((_, { signal }) => new Promise((_, fail) => {
      begun.resolve()
      signal.addEventListener('abort', () => fail(signal.reason))
    }))
    start(first, waits)
    await first.enqueue(waits, 'p')
    await begun.promise
    await first.stop()
    expect(await rows()).toMatchObject([{ state: 'waiting', failures: 0 }])
    const done: unknown[] = []
    const second = process()
    start(second, kindOf((payload, { attempt }) => void done.push([payload, attempt])))
    await second.idle()
    expect(done).toEqual([['p', 1]])
  })

  test('work of a process that stopped renewing its lease is taken over, and what that process does later changes nothing', async () => {
    const { process, pass, rows } = await scene()
    const [dead, alive] = [process(), process()]
    const begun = Promise.withResolvers<void>()
    const late = Promise.withResolvers<void>()
    const hangs = kindOf(() => {
      begun.resolve()
      return late.promise
    })
    start(dead, hangs)
    await dead.enqueue(hangs, 'p')
    await begun.promise
    pass(31_000)
    const taken = Promise.withResolvers<number>()
    const finish = Promise.withResolvers<void>()
    start(alive, kindOf((_, { attempt }) => {
      taken.resolve(attempt)
      return finish.promise
    }))
    expect(await taken.promise).toBe(1)
    late.reject(new Error('too late'))
    await dead.stop()
    expect(await rows()).toMatchObject([{ state: 'running', failures: 0, last_error: null }])
    finish.resolve()
    await alive.idle()
    expect(await rows()).toEqual([])
  })

  test('a process that is alone takes up at once what a killed one left', async () => {
    const { process } = await scene()
    const [dead, alive] = [process(), process({ alone: true })]
    const begun = Promise.withResolvers<void>()
    const late = Promise.withResolvers<void>()
    const hangs = kindOf(() => {
      begun.resolve()
      return late.promise
    })
    start(dead, hangs)
    await dead.enqueue(hangs, 'p')
    await begun.promise
    const attempts: number[] = []
    start(alive, kindOf((_, { attempt }) => void attempts.push(attempt)))
    await alive.idle()
    late.resolve()
    expect(attempts).toEqual([1])
  })

  test('a failed job that has been asked for again meanwhile gives way to the newer one', async () => {
    const { process, rows } = await scene()
    const jobs = process()
    const done: string[] = []
    const kind: JobKind<string> = kindOf(async (payload) => {
      if (payload === 'newer') return void done.push(payload)
      await jobs.enqueue(kind, 'newer', { key: 'k' })
      throw new Error('older fails')
    })
    start(jobs, kind)
    await jobs.enqueue(kind, 'older', { key: 'k' })
    await jobs.idle()
    expect({ done, rows: await rows() }).toEqual({ done: ['newer'], rows: [] })
  })

  test('two processes share the work and do none of it twice', async () => {
    const { process } = await scene()
    const done: string[] = []
    const kind = kindOf(async (payload) => {
      await sleep(1)
      done.push(payload)
    }, { concurrency: 3 })
    const [first, second] = [process(), process()]
    for (let i = 10; i < 40; i++) await first.enqueue(kind, `${i}`)
    start(first, kind)
    start(second, kind)
    await first.idle()
    expect(done.toSorted()).toEqual(Array.from({ length: 30 }, (_, i) => `${i + 10}`))
  })

  test('a schedule asks for work while the server runs', async () => {
    const { process } = await scene()
    const jobs = process()
    const asked = Promise.withResolvers<void>()
    jobs.every('* * * * * *', async () => asked.resolve())
    start(jobs)
    await asked.promise
  })
})
