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
