import { sql } from 'kysely'
import type { Db, DbKind } from '../platform/database.ts'
import type { KeptTable, Plain } from '../platform/tables.ts'
import type { TableRow } from './format.ts'

type AnyTable = Record<string, Record<string, Plain>>
type Stored = Record<string, Plain | boolean | Date>

/** Small, because a row may hold a log of several megabytes. */
const rowsAtOnce = 16

const tables = (db: Db) => db.withTables<AnyTable>()

/** A transaction in which every read sees the same moment, whoever writes meanwhile. To be ended with `rollback()`. */
export async function beginSnapshot(db: Db, kind: DbKind) {
  const builder = db.startTransaction()
  return (kind === 'postgres' ? builder.setIsolationLevel('repeatable read').setAccessMode('read only') : builder).execute()
}

export async function appliedSteps(db: Db): Promise<string[]> {
  const rows = await tables(db).selectFrom('schema_migrations').select('name').orderBy('name').execute()
  return rows.map(({ name }) => String(name))
}

export async function columnsOf(db: Db): Promise<Map<string, Set<string>>> {
  const found = await db.introspection.getTables()
  return new Map(found.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
}

const kept = (db: Db, { name, leaveOut }: KeptTable) => {
  const query = tables(db).selectFrom(name)
  return leaveOut ? query.where(leaveOut.column, '!=', leaveOut.value) : query
}

export async function countRows(db: Db, table: KeptTable): Promise<number> {
  const { count } = await kept(db, table).select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

/** Rows in the order of their keys, as a backup holds them. */
export async function* readRows(db: Db, table: KeptTable): AsyncGenerator<TableRow> {
  const key = sql.join(table.key.map((column) => sql.ref(column)))
  const after = (row: Stored) => sql<boolean>`(${key}) > (${sql.join(table.key.map((column) => row[column]))})`
  for (let last: Stored | undefined; ; ) {
    let query = kept(db, table).selectAll().limit(rowsAtOnce)
    for (const column of table.key) query = query.orderBy(column)
    const page = (await (last ? query.where(after(last)) : query).execute()) as Stored[]
    for (const row of page) yield { table: table.name, row: { ...plain(row), ...table.reset } }
    last = page.at(-1)
    if (page.length < rowsAtOnce) return
  }
}

const plain = (row: Stored): Record<string, Plain> => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)]))

function plainValue(value: Stored[string] | undefined): Plain {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'boolean' ? Number(value) : (value ?? null)
}

/** Nobody else writes to these tables until the transaction ends. SQLite has one writer anyway. */
export async function lockTables(db: Db, kind: DbKind, list: readonly KeptTable[]): Promise<void> {
  if (kind === 'postgres') await sql`lock table ${sql.join(list.map(({ name }) => sql.table(name)))} in access exclusive mode`.execute(db)
}

/** How many rows a table holds besides those that a first start makes. */
export async function countContent(db: Db, table: KeptTable): Promise<number> {
  const all = await countRows(db, table)
  if (!table.madeAtStart) return all
  let query = kept(db, table).select((select) => select.fn.countAll<number>().as('count'))
  for (const [column, value] of Object.entries(table.madeAtStart)) query = value === null ? query.where(column, 'is', null) : query.where(column, '=', value)
  return all - Number((await query.executeTakeFirstOrThrow()).count)
}

export const deleteRows = (db: Db, { name }: KeptTable) => tables(db).deleteFrom(name).execute()

export const insertRow = (db: Db, { table, row }: TableRow) => tables(db).insertInto(table).values(row).execute()

/** True when a database refused a row for what is in it: a key that is there twice, a reference to nothing, a missing value. */
export function isMisfit(error: unknown): boolean {
  const { code = '', errcode = 0 } = error as { code?: string; errcode?: number }
  const sqliteConstraint = 19 // SQLITE_CONSTRAINT is the low byte of its extended codes
  return /^2[23]\d{3}$/.test(code) || (errcode & 0xff) === sqliteConstraint
}
