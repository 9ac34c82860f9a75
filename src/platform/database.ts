import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, PostgresDialect, SqliteDialect, type SqliteDatabase } from 'kysely'
import pg from 'pg'
import { messageOf, Problem } from './errors.ts'

/** The shared connection. Each slice sees only its own tables: `db.withTables<ReposTables>()` in its store.ts, where
 * ReposTables is a `type` (an interface lacks the index signature that Kysely asks for). */
export type Db = Kysely<object>
export type DbKind = 'sqlite' | 'postgres'

/** Opens PostgreSQL when a URL is given, else the SQLite file (`:memory:` in tests). */
export function openDatabase(at: { url?: string; file: string }): { db: Db; kind: DbKind } {
  if (at.url) return { db: openPostgres(at.url), kind: 'postgres' }
  return { db: new Kysely({ dialect: new SqliteDialect({ database: openSqlite(at.file) }) }), kind: 'sqlite' }
}

function openPostgres(url: string): Db {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number) // counts, which stay below 2^53
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  pool.on('error', () => {}) // an idle connection was cut: the next query opens another, and says so if it cannot
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}

/**
 * node:sqlite in the shape Kysely's dialect expects. An acknowledged write survives a power cut: WAL alone syncs only at
 * checkpoints, synchronous=full syncs the log at each commit.
 */
function openSqlite(file: string): SqliteDatabase {
  const connection = openFile(file)
  connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  return {
    prepare: (sql) => (sql === 'rollback' && !connection.isTransaction ? rolledBack : adapt(connection.prepare(sql))),
    close: () => connection.close(),
  }
}

/** It holds what people wrote and the hashes of their passwords, so it is its owner's alone. SQLite gives the files beside it the same mode. */
function openFile(file: string): DatabaseSync {
  try {
    if (file !== ':memory:') {
      closeSync(openSync(file, 'a', 0o600))
      chmodSync(file, 0o600)
    }
    return new DatabaseSync(file, { timeout: 5000 })
  } catch (error) {
    throw new Error(`The database ${file} cannot be opened for writing (${messageOf(error)}). FIREBREAK_DATA must name a folder that this user may write.`)
  }
}

/** After some failures (a full disk) SQLite has ended the transaction itself; a second end would hide what went wrong. */
const rolledBack = { reader: false, all: () => [], run: () => ({ changes: 0, lastInsertRowid: 0 }), iterate: () => [].values() }

/** SQLite's result code for a write that found no room. */
const sqliteFull = 13

/** Runs a statement; a full disk is news for people, as only they can mend it. */
function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== sqliteFull) throw error
    throw new Problem(507, 'server.disk_full', 'The disk of this Firebreak is full, so nothing was saved. Free some space on it and try again.')
  }
}

function adapt(statement: StatementSync) {
  const values = (parameters: readonly unknown[]) => parameters.map(toSqlite)
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => told(() => statement.all(...values(parameters))),
    run: (parameters: readonly unknown[]) => told(() => statement.run(...values(parameters))),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
  }
}

function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  return value as SQLInputValue
}
