import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from './migrations.ts'
import { openDatabase, type Db } from './platform/database.ts'
import { migrate } from './platform/migrations.ts'
import { tables } from './tables.ts'

let db: Db
let columns: Map<string, string[]>

beforeAll(async () => {
  const opened = openDatabase({ file: ':memory:' })
  db = opened.db
  await migrate(db, opened.kind, migrations)
  columns = new Map((await db.introspection.getTables()).map((table) => [table.name, table.columns.map(({ name }) => name)]))
})
afterAll(() => db.destroy())

test('each table is in the backup, or stands in the list of those that need not be', () => {
  const spokenOf = [...tables.kept.map(({ name }) => name), ...Object.keys(tables.rebuilt)]
  expect(spokenOf.toSorted()).toEqual([...columns.keys()].toSorted())
})

test('what is said about the columns of a table is about columns that it has', () => {
  const wrong = tables.kept.flatMap(({ name, key, leaveOut, reset = {}, madeAtStart = {} }) => {
    const named = [...key, ...(leaveOut ? [leaveOut.column] : []), ...Object.keys(reset), ...Object.keys(madeAtStart)]
    return named.filter((column) => !columns.get(name)?.includes(column)).map((column) => `${name}.${column}`)
  })
  expect(wrong).toEqual([])
})
