import { randomUUID } from 'node:crypto'
import { describe, inject } from 'vitest'
import { Client } from 'pg'
import type { DbKind } from '../../src/platform/database.ts'
import { describeWith } from './need.ts'

/** Gives the address of a new, empty database each time: a `postgres://` one, or '' for SQLite. */
export type FreshDatabase = () => Promise<string>

/** Runs one suite on SQLite and on a real PostgreSQL. */
export function onEachDatabase(name: string, suite: (fresh: FreshDatabase, kind: DbKind) => void): void {
  describe(`${name} on SQLite`, () => suite(async () => '', 'sqlite'))
  describeWith('postgres', `${name} on PostgreSQL`, () => suite(freshPostgres, 'postgres'))
}

/** The address of a new, empty database on the PostgreSQL that all files of a run share (shared.ts); it ends with the run. */
export async function freshPostgres(): Promise<string> {
  const response = await fetch(inject('postgresAt'))
  const url = await response.text()
  if (!response.ok) throw new Error(url)
  const database = `fresh_${randomUUID().replaceAll('-', '')}`
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${database}`).finally(() => client.end())
  return url.replace(/postgres$/, database)
}
