import { sql } from 'kysely'
import type { Db, DbKind } from './database.ts'

/** One step of the schema. Steps are append-only: a released step is never edited. `name` is unique over all slices. */
export interface Migration {
  name: string
  up(db: Db, kind: DbKind): Promise<void>
}

type MigrationTable = {
  schema_migrations: { name: string; applied_at: string }
}

/**
 * Applies, in list order and each in its own transaction, the steps that this database has not seen. Safe to call again;
 * an interrupted step leaves nothing behind, as both databases roll schema changes back.
 */
export async function migrate(db: Db, kind: DbKind, migrations: readonly Migration[]): Promise<string[]> {
  await db.transaction().execute(async (transaction) => {
    await oneAtATime(transaction, kind) // even `if not exists` fails on PostgreSQL when two do it at once
    await sql`create table if not exists schema_migrations (name text primary key, applied_at text not null)`.execute(transaction)
  })
  const applied: string[] = []
  for (const migration of migrations) if (await applyOnce(db, kind, migration)) applied.push(migration.name)
  return applied
}

async function applyOnce(db: Db, kind: DbKind, migration: Migration): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await oneAtATime(transaction, kind)
    const seen = transaction.withTables<MigrationTable>()
    const row = await seen.selectFrom('schema_migrations').select('name').where('name', '=', migration.name).executeTakeFirst()
    if (row) return false
    await migration.up(transaction, kind)
    await seen.insertInto('schema_migrations').values({ name: migration.name, applied_at: new Date().toISOString() }).execute()
    return true
  })
}

/** Holds other migrating processes back until the transaction ends. SQLite has one writer anyway. */
async function oneAtATime(transaction: Db, kind: DbKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(7171)`.execute(transaction)
}
