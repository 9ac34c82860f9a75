import { afterAll, beforeAll, describe } from 'vitest'
import { Client } from 'pg'
import type { DbKind } from '../../src/platform/database.ts'
import { describeWith } from './need.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'

/** Gives the address of a new, empty database each time: a `postgres://` one, or '' for SQLite. */
export type FreshDatabase = () => Promise<string>

/** Runs one suite on SQLite and on a real PostgreSQL. */
export function onEachDatabase(name: string, suite: (fresh: FreshDatabase, kind: DbKind) => void): void {
  describe(`${name} on SQLite`, () => suite(async () => '', 'sqlite'))
  describeWith('postgres', `${name} on PostgreSQL`, () => {
    let postgres: TestPostgres
    let count = 0
    beforeAll(async () => {
      postgres = await startPostgres()
    })
    afterAll(() => postgres.stop())
    suite(async () => {
      const database = `fresh_${++count}`
      const client = new Client({ connectionString: postgres.url })
      await client.connect()
      await client.query(`create database ${database}`)
      await client.end()
      return postgres.url.replace(/postgres$/, database)
    }, 'postgres')
  })
}
