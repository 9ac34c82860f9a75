import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase, type FreshDatabase } from '../../../test/support/databases.ts'
import { openDatabase, type Db, type DbKind } from '../../platform/database.ts'
import { migrate } from '../../platform/migrations.ts'
import { sourceMapsMigrations } from './migrations.ts'
import { createSourceMapStore, type SourceMapRow, type SourceMapStore } from './store.ts'

const row = (id: string, more: Partial<SourceMapRow> = {}): SourceMapRow => ({
  id, repository_id: 'a', release: '1.0', file: 'assets/app.js', name: 'app.js', debug_id: null, sha256: id.repeat(3), bytes: 5_000_000_000, sources: 2,
  created_at: `2026-01-10T14:00:0${id}.000Z`, created_by: 'Ada', ...more,
})

/** What every database must do. */
function contract(fresh: FreshDatabase, kind: DbKind): void {
  let db: Db
  let store: SourceMapStore
  beforeAll(async () => {
    db = openDatabase({ url: await fresh(), file: ':memory:' }).db
    await migrate(db, kind, sourceMapsMigrations)
    store = createSourceMapStore(db)
  })
  afterAll(() => db.destroy())
  const idsOf = async (rows: Promise<SourceMapRow[]>) => (await rows).map(({ id }) => id)

  test('a newer one of the same repository, release and file takes the place of the older', async () => {
    const replaced = []
    for (const each of [row('1'), row('2'), row('3', { release: '1.1' }), row('4', { repository_id: null }), row('5', { repository_id: null })]) replaced.push(await store.put(each))
    expect(replaced).toEqual([[], ['111'], [], [], ['444']])
    expect(await idsOf(store.list({}))).toEqual(['5', '3', '2'])
    expect(await store.get('2')).toEqual(row('2'))
  })

  test('those without a file are told apart by their debug ids', async () => {
    for (const each of [row('6', { file: '', name: '', debug_id: 'x' }), row('7', { file: '', name: '', debug_id: 'y' }), row('8', { file: '', name: '', debug_id: 'y' })]) await store.put(each)
    expect(await idsOf(store.list({ name: '' }))).toEqual(['8', '6'])
  })

  test('are found by name or debug id', async () => {
    expect(await idsOf(store.find({ names: ['app.js'], debugIds: ['x'] }))).toEqual(['6', '5', '3', '2'])
    expect(await idsOf(store.find({ names: [], debugIds: ['y'] }))).toEqual(['8'])
    expect(await idsOf(store.find({ names: [], debugIds: [] }))).toEqual([])
    expect(await idsOf(store.list({ release: '1.1' }))).toEqual(['3'])
  })

  test('knows which bytes are in use, and how many there are', async () => {
    expect([await store.isUsed('222'), await store.isUsed('111'), await store.bytes()]).toEqual([true, false, 25_000_000_000])
    await store.remove('2')
    expect([await store.isUsed('222'), [...(await store.hashes())].toSorted()]).toEqual([false, ['333', '555', '666', '888']])
  })
}

onEachDatabase('the store of source maps', contract)
