import { open, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { Auth } from '../auth/auth.ts'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db, DbKind } from '../platform/database.ts'
import { badInput, conflict, messageOf } from '../platform/errors.ts'
import type { Events } from '../platform/events.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { KeptTable } from '../platform/tables.ts'
import type { Repos } from '../repos/repos.ts'
import type { Restored } from './contract.ts'
import { damaged, formatVersion, readBackup, writeBackup, type Header, type TableRow } from './format.ts'
import * as store from './store.ts'

/**
 * Everything that git and a re-index cannot bring back, as one file, and back again on either database. Mirrors, indexes,
 * jobs and sessions are not in it: the first three are made again, and people sign in again.
 */
export interface Backups {
  /** The state of one moment, packed. People go on working while it is read. */
  make(): Promise<Readable>
  /** All of the file or nothing, and only where nothing is yet. `origin` is where the asker reaches us. */
  restore(file: ReadableStream<Uint8Array>, origin: string): Promise<Restored>
}

export interface BackupsDeps {
  db: Db
  kind: DbKind
  /** Another connection to the same database: on the one that SQLite has, a long read would hold up everyone. */
  openAnother(): Db
  /** In an order in which no row comes before one that it refers to. */
  tables: readonly KeptTable[]
  clock: Clock
  log: Log
  events: Events
  config: Pick<Config, 'dataDir' | 'publicUrl'>
  version: string
  auth: Pick<Auth, 'ensureOwner' | 'ensureAdminToken' | 'issueSignInLink'>
  repos: Pick<Repos, 'resume'>
}

export function createBackups(deps: BackupsDeps): Backups {
  const { config, auth, repos, events, log } = deps
  return {
    async make() {
      const gzip = createGzip()
      pipeline(Readable.from(linesOf(deps)), gzip, (error) => {
        if (error) log.warn({ err: error }, 'a backup was not read to its end')
      })
      return gzip
    },
    async restore(body, origin) {
      const spool = await createSpool(config.dataDir, body)
      try {
        const header = await verify(deps, spool)
        await write(deps, spool)
        await auth.ensureOwner()
        await auth.ensureAdminToken(join(config.dataDir, 'admin-token'))
        await repos.resume()
        for (const topic of ['incidents', 'notebooks']) events.publish({ topic })
        return { madeAt: header.at, madeBy: header.app, rows: header.rows, signInUrl: await auth.issueSignInLink(config.publicUrl || origin) }
      } finally {
        await spool.close()
      }
    },
  }
}

async function* linesOf({ openAnother, kind, tables, clock, version }: BackupsDeps): AsyncGenerator<string> {
  const db = openAnother()
  const snapshot = await store.beginSnapshot(db, kind)
  try {
    const steps = await store.appliedSteps(snapshot)
    const rows: Header['rows'] = {}
    for (const table of tables) rows[table.name] = await store.countRows(snapshot, table)
    const header: Header = { format: 'firebreak-backup', version: formatVersion, app: version, at: timestamp(clock), steps, rows }
    yield* writeBackup(header, rowsOf(snapshot, tables))
  } finally {
    await snapshot.rollback().execute()
    await db.destroy()
  }
}

async function* rowsOf(snapshot: Db, tables: readonly KeptTable[]): AsyncGenerator<TableRow> {
  for (const table of tables) yield* store.readRows(snapshot, table)
}

/** Where an upload waits until all of it is there. Its name is gone at once, so not even kill -9 leaves it behind. */
interface Spool {
  read(): Readable
  close(): Promise<void>
}

async function createSpool(folder: string, body: ReadableStream<Uint8Array>): Promise<Spool> {
  const path = join(folder, newId('restore'))
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  await fill(file, body)
  return {
    read: () => file.createReadStream({ start: 0, autoClose: false }),
    close: () => file.close(),
  }
}

async function fill(file: FileHandle, body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    await file.writeFile(body)
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Reads the whole file and finds out all that could be wrong with it, before anything is written. */
async function verify({ db, tables }: BackupsDeps, spool: Spool): Promise<Header> {
  const { header, rows } = await readBackup(spool.read())
  const known = new Set(await store.appliedSteps(db))
  const ahead = header.steps.find((step) => !known.has(step))
  if (ahead !== undefined) throw badInput('restore.newer', `This backup was made by a newer Firebreak (${header.app}): this one does not know ${ahead}. Update it first.`)
  const columns = await store.columnsOf(db)
  const order = tables.map(({ name }) => name)
  let at = 0
  for await (const { table, row } of rows) {
    const place = order.indexOf(table, at)
    if (place < 0) throw damaged(`rows of ${table} do not belong where they stand`)
    at = place
    const foreign = Object.keys(row).find((column) => !columns.get(table)?.has(column))
    if (foreign !== undefined) throw damaged(`${table} has no column ${foreign}`)
  }
  return header
}

async function write({ db, kind, tables }: BackupsDeps, spool: Spool): Promise<void> {
  try {
    await db.transaction().execute(async (transaction) => {
      await store.lockTables(transaction, kind, tables)
      await assertEmpty(transaction, tables)
      for (const table of tables.toReversed()) await store.deleteRows(transaction, table)
      const { rows } = await readBackup(spool.read())
      for await (const row of rows) await store.insertRow(transaction, row)
    })
  } catch (error) {
    throw store.isMisfit(error) ? damaged(`its rows do not fit together (${messageOf(error)})`) : error
  }
}

async function assertEmpty(db: Db, tables: readonly KeptTable[]): Promise<void> {
  for (const table of tables) {
    const count = await store.countContent(db, table)
    if (count === 0) continue
    const what = `${count} ${count === 1 ? 'row' : 'rows'} in ${table.name}`
    throw conflict('restore.not_empty', `This Firebreak is not empty (${what}), and a restore never mixes with what is there. Start one with an empty data folder (FIREBREAK_DATA) or database, and restore into that.`)
  }
}
