import { afterAll, beforeAll, expect, test } from 'vitest'
import { onEachDatabase, type FreshDatabase } from '../../../test/support/databases.ts'
import { openDatabase, type Db, type DbKind } from '../../platform/database.ts'
import { migrate } from '../../platform/migrations.ts'
import { scipMigrations } from './migrations.ts'
import { createScipStore, type NewUpload, type ScipStore } from './store.ts'

const upload = (repository: string): NewUpload => ({ repository_id: repository, commit_oid: '1'.repeat(40), root: '', indexer: 'scip-go', indexer_version: '', parts: 1, created_at: '2026-01-10T14:00:00.000Z' })

/** What every database must do. */
function contract(fresh: FreshDatabase, kind: DbKind): void {
  let db: Db
  let store: ScipStore
  beforeAll(async () => {
    db = openDatabase({ url: await fresh(), file: ':memory:' }).db
    await migrate(db, kind, scipMigrations)
    store = createScipStore(db)
  })
  afterAll(() => db.destroy())

  test('numbers count up, and none is given twice', async () => {
    const ids = [await store.insert(upload('a')), await store.insert(upload('b'))]
    await store.remove(ids)
    expect([...ids, await store.insert(upload('a'))]).toEqual([1, 2, 3])
    expect(await store.get(3)).toMatchObject({ id: 3, repository_id: 'a', state: 'uploading', failure: null, upload_bytes: 0, finished_at: null })
    expect(await store.get(1)).toBeUndefined()
  })

  test('lists the newest first, of some repositories and in some states', async () => {
    await store.insert(upload('b'))
    await store.change(3, { state: 'queued', upload_bytes: 5_000_000_000 })
    const ids = async (filter: Parameters<ScipStore['list']>[0]) => (await store.list(filter)).map(({ id }) => id)
    expect([await ids({}), await ids({ repositoryIds: ['a'] }), await ids({ repositoryIds: [] }), await ids({ states: ['queued'] })]).toEqual([[4, 3], [3], [], [3]])
    expect((await store.get(3))?.upload_bytes).toBe(5_000_000_000)
    expect(await store.change(99, { state: 'queued' })).toBe(false)
  })

  test('knows which indexes speak of a package, once they can be asked', async () => {
    const packages = (version: string) => [{ manager: 'npm', name: 'lib', version, defines: version === '2' }, { manager: 'npm', name: 'x'.repeat(600), version: '', defines: false }, { manager: 'npm', name: 'a\0b', version: '', defines: false }]
    await store.complete(3, { state: 'completed' }, packages('1'))
    await store.complete(4, { state: 'completed' }, packages('1'))
    await store.complete(4, { state: 'completed' }, packages('2'))
    expect(await store.complete(99, { state: 'completed' }, [])).toBe(false)
    const uses = async (name: string) => (await store.usesOf({ manager: 'npm', name })).map(({ upload: { id }, version, defines }) => [id, version, defines])
    expect([await uses('lib'), await uses('other')]).toEqual([[[4, '2', true], [3, '1', false]], []])
    await store.change(3, { state: 'failed' })
    await store.remove([4])
    expect(await uses('lib')).toEqual([])
  })

  test('knows what was uploaded from what was made here', async () => {
    expect(await store.get(3)).toMatchObject({ origin: 'upload', walls: null })
    const id = await store.insert({ ...upload('c'), origin: 'automatic', state: 'waiting' })
    await store.change(id, { state: 'indexing', walls: 'namespaces' })
    expect(await store.get(id)).toMatchObject({ origin: 'automatic', state: 'indexing', walls: 'namespaces' })
  })

  test('keeps who switched automatic indexing on first', async () => {
    const row = { repository_id: 'a', enabled_at: '2026-01-10T14:00:00.000Z', enabled_by: 'Ada' }
    expect(await store.automaticOf('a')).toBeUndefined()
    await store.setAutomatic(row)
    await store.setAutomatic({ ...row, enabled_by: 'Bob' })
    expect([await store.automaticOf('a'), await store.automaticOf('b')]).toEqual([row, undefined])
    await store.removeAutomatic('a')
    expect(await store.automaticOf('a')).toBeUndefined()
  })
}

onEachDatabase('the store of SCIP uploads', contract)
