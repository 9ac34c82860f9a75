import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase } from '../../test/support/databases.ts'
import { openDatabase, type Db } from '../platform/database.ts'
import { migrate } from '../platform/migrations.ts'
import { reposMigrations } from './migrations.ts'
import { createRepositoryStore, type RepositoryStore } from './store.ts'

const repository = (name: string, origin = `remote:${name}`) => ({ id: `repo_${name}`, name, source: 'remote' as const, origin, url: `https://${name}`, created_at: '2026-01-10T14:00:00.000Z' })

/** What every database must do. */
function contract(open: () => Promise<Db>): void {
  let db: Db
  let store: RepositoryStore
  beforeAll(async () => {
    db = await open()
    store = createRepositoryStore(db)
  })
  afterAll(() => db.destroy())

  test('gives each repository a number that counts up', async () => {
    expect(await Promise.all([store.insert(repository('b')), store.insert(repository('a')), store.insert(repository('B'))])).toEqual([true, true, true])
    expect((await store.all()).map(({ number }) => number).toSorted()).toEqual([1, 2, 3])
  })
  test('lists by name, capitals first, whatever the collation', async () => expect((await store.all()).map(({ name }) => name)).toEqual(['B', 'a', 'b']))
  test('begins with nothing known', async () =>
    expect(await store.byId('repo_a')).toMatchObject({ fork: 0, head: null, clone_state: 'waiting', index_state: 'waiting', index_files: 0, last_fetched_at: null, description: '' }))
  test('refuses a name that is taken', async () => expect(await store.insert({ ...repository('a', 'local:/a'), id: 'repo_x' })).toBe(false))
  test('refuses an origin that is taken', async () => expect(await store.insert({ ...repository('x', 'remote:a'), id: 'repo_y' })).toBe(false))
  test('finds by origin', async () => expect([(await store.byOrigin('remote:a'))?.id, await store.byOrigin('remote:nope')]).toEqual(['repo_a', undefined]))
  test('changes what is told, and nothing else', async () => {
    expect(await store.update('repo_a', { head: 'c'.repeat(40), index_bytes: 5_000_000_000, fork: 1 })).toBe(true)
    expect(await store.byId('repo_a')).toMatchObject({ head: 'c'.repeat(40), index_bytes: 5_000_000_000, fork: 1, archived: 0, name: 'a' })
  })
  test('says when there is nothing to change', async () => expect(await store.update('repo_nope', { fork: 1 })).toBe(false))
  test('keeps commits, each with what became of it, until the repository goes', async () => {
    const oids = Array.from({ length: 700 }, (_, i) => i.toString(16).padStart(40, '0'))
    const states = async () => Object.fromEntries([...Map.groupBy(await store.keptCommits('repo_b'), ({ state }) => state)].map(([state, rows]) => [state, rows.length]))
    await store.keep('repo_b', oids)
    await store.noteKept('repo_b', oids.slice(0, 400), 'held')
    await store.noteKept('repo_b', oids.slice(400, 500), 'lost')
    expect(await states()).toEqual({ held: 400, lost: 100, asked: 200 })
    await store.keep('repo_b', oids.slice(300, 450))
    expect(await states()).toEqual({ held: 400, lost: 50, asked: 250 })
    await store.askAgain('repo_b')
    expect(await states()).toEqual({ asked: 700 })
    await store.keep('repo_a', oids.slice(0, 1))
    await store.remove('repo_b')
    expect([await states(), await store.keptCommits('repo_a')]).toEqual([{}, [{ oid: oids[0], state: 'asked' }]])
    await store.insert(repository('b'))
  })
  test('never gives a number twice', async () => {
    const last = Math.max(...(await store.all()).map(({ number }) => number))
    expect([await store.remove('repo_B'), await store.remove('repo_b'), await store.remove('repo_b')]).toEqual([true, true, false])
    await store.insert(repository('b'))
    expect((await store.byId('repo_b'))?.number).toBeGreaterThan(last)
  })
}

async function openMigrated(at: { url?: string }): Promise<Db> {
  const { db, kind } = openDatabase({ ...at, file: ':memory:' })
  await migrate(db, kind, reposMigrations)
  return db
}

onEachDatabase('the store', (fresh) => contract(async () => openMigrated({ url: await fresh() })))
