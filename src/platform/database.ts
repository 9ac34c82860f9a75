import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, PostgresDialect, SqliteDialect, type SqliteDatabase } from 'kysely'
import pg from 'pg'

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
  if (file !== ':memory:') makePrivate(file)
  const connection = new DatabaseSync(file, { timeout: 5000 })
  connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  return {
    prepare: (sql) => adapt(connection.prepare(sql)),
    close: () => connection.close(),
  }
}

/** It holds what people wrote and the hashes of their passwords. SQLite gives the files beside it the same mode. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

function adapt(statement: StatementSync) {
  const values = (parameters: readonly unknown[]) => parameters.map(toSqlite)
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
  }
}

function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  return value as SQLInputValue
}
