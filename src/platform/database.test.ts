import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './database.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'firebreak-database-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const modes = () => readdirSync(folder).map((name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`)

for (const [what, prepare] of [
  ['a new database', () => {}],
  ['one that others could read', () => {
    writeFileSync(join(folder, 'f.db'), '')
    chmodSync(join(folder, 'f.db'), 0o644)
  }],
] as const) {
  test(`${what} is readable by its owner alone, and so are the files beside it`, async () => {
    prepare()
    const { db } = openDatabase({ file: join(folder, 'f.db') })
    await sql`create table t (a text)`.execute(db)
    expect(modes()).toEqual(['f.db 600', 'f.db-shm 600', 'f.db-wal 600'])
    await db.destroy()
  })
}

test('a full disk is told as such, keeps what was there, and is over when there is room again', async () => {
  const { db } = openDatabase({ file: join(folder, 'f.db') })
  await sql`create table t (a text)`.execute(db)
  await sql`pragma max_page_count = 20`.execute(db) // SQLite's own way to have no room
  const fill = () => db.transaction().execute(async (transaction) => {
    for (let row = 0; row < 100; row++) await sql`insert into t values (${'x'.repeat(4000)})`.execute(transaction)
  })
  await expect(fill()).rejects.toMatchObject({ status: 507, code: 'server.disk_full' })
  expect((await sql<{ n: number }>`select count(*) as n from t`.execute(db)).rows).toEqual([{ n: 0 }])
  await sql`pragma max_page_count = 100000`.execute(db)
  await fill()
  expect((await sql<{ n: number }>`select count(*) as n from t`.execute(db)).rows).toEqual([{ n: 100 }])
  await db.destroy()
})

test('a file that cannot be opened is told with the setting to mend', () => {
  expect(() => openDatabase({ file: join(folder, 'nowhere', 'f.db') })).toThrow(/nowhere\/f\.db cannot be opened for writing .*FIREBREAK_DATA/)
})
