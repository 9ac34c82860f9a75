import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { onEachDatabase } from '../../test/support/databases.ts'
import { migrations } from '../migrations.ts'
import { openDatabase, type Db } from './database.ts'
import { migrate, type Migration } from './migrations.ts'

const names = migrations.map(({ name }) => name)

onEachDatabase('migrations', (fresh, kind) => {
  const open = async () => openDatabase({ url: await fresh(), file: ':memory:' }).db
  const withDatabase = async (work: (db: Db) => Promise<void>) => {
    const db = await open()
    await work(db).finally(() => db.destroy())
  }

  test('a new database takes every step, in order, and again none', () =>
    withDatabase(async (db) => {
      expect(await migrate(db, kind, migrations)).toEqual(names)
      expect(await migrate(db, kind, migrations)).toEqual([])
    }))

  test('a database of any earlier time takes what it has not seen', async () => {
    for (const [length] of names.entries()) {
      await withDatabase(async (db) => {
        await migrate(db, kind, migrations.slice(0, length))
        expect(await migrate(db, kind, migrations)).toEqual(names.slice(length))
      })
    }
  })

  test('a step that fails half-way leaves nothing behind and is taken whole the next time', () =>
    withDatabase(async (db) => {
      let broken = true
      const step: Migration = {
        name: 'half',
        async up(transaction) {
          await sql`create table half (id text)`.execute(transaction)
          if (broken) throw new Error('the power went')
        },
      }
      await expect(migrate(db, kind, [step])).rejects.toThrow('the power went')
      broken = false
      expect(await migrate(db, kind, [step])).toEqual(['half'])
    }))

  test('two servers that start at once take each step once', () =>
    withDatabase(async (db) => {
      const both = await Promise.all([migrate(db, kind, migrations), migrate(db, kind, migrations)])
      expect(both.flat().toSorted()).toEqual(names.toSorted())
    }))
})

describe('the list of steps', () => {
  test('names none twice', () => expect(new Set(names).size).toBe(names.length))
})
