import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onEachDatabase } from '../../test/support/databases.ts'
import { migrations } from '../migrations.ts'
import { openDatabase, type Db } from '../platform/database.ts'
import { migrate } from '../platform/migrations.ts'
import type { Dependency, Project } from './dependencies/project.ts'
import { byKey, changeBetween, spansOf } from './spans.ts'
import { createImpactStore, type ImpactStore } from './store.ts'

/** `web: http@1* > util; util@2`: a project, its packages with versions, what is direct, and what they require. */
function project(text: string): Project {
  const [name = '', packages = ''] = text.split(': ')
  const parts = packages.split('; ').filter(Boolean)
  const names = parts.map((part) => part.split('@')[0] ?? '')
  const dependencies = parts.map((part, at): Dependency => {
    const [, pack = '', version = '', star, requires = ''] = /^(\w+)@(\w+)(\*?)(?: > (.*))?$/.exec(part) ?? []
    return { name: pack, version, range: star ? `^${version}` : null, scope: 'runtime', direct: star === '*', requires: requires.split(' ').filter(Boolean).map((each) => names.indexOf(each)), at: { path: 'lock', line: at + 1 } }
  })
  return { ecosystem: 'npm', folder: '', name, version: null, files: ['lock'], dependencies, graph: 'whole', gaps: [] }
}

onEachDatabase('the store of dependencies', (fresh) => {
  let db: Db
  let store: ImpactStore
  beforeAll(async () => {
    const opened = openDatabase({ url: await fresh(), file: ':memory:' })
    db = opened.db
    await migrate(db, opened.kind, migrations)
    store = createImpactStore(db)
  })
  afterAll(() => db.destroy())

  const put = (repositoryId: string, commit: string, texts: readonly string[], treeKey = `key ${texts.join().slice(0, 100)}`) =>
    store.putCommit({ repositoryId, commit, treeKey, gaps: [], projects: texts.map((text) => ({ project: project(text), owners: ['@team'] })) })
  const uses = async (name: string) => (await store.usesOf({ ecosystem: 'npm', name })).map(({ repositoryId, commit, version, direct, projectName }) => `${repositoryId}@${commit} ${projectName} ${version}${direct ? '*' : ''}`).toSorted()
  const count = async (table: string) => Number((await db.withTables<Record<string, object>>().selectFrom(table).select((row) => row.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)

  describe('projects at commits', () => {
    test('are found by what they use, in every repository and commit, and stored once', async () => {
      await put('one', 'c1', ['web: http@1* > util; util@2', 'api: util@3*'])
      await put('two', 'c2', ['web: http@1* > util; util@2'])
      expect(await uses('util')).toEqual(['one@c1 api 3*', 'one@c1 web 2', 'two@c2 web 2'])
      expect([await count('impact_projects'), await count('impact_dependencies')]).toEqual([2, 3])
      expect(await uses('http2')).toEqual([])
    })
    test('the same files again are copied, with the owners that the other commit has', async () => {
      expect(await store.isKnown('key web: a@1*')).toBe(false)
      await put('one', 'c3', ['web: a@1*'])
      expect(await store.isKnown('key web: a@1*')).toBe(true)
      await store.copyCommit({ repositoryId: 'three', commit: 'c4', treeKey: 'key web: a@1*', ownersOf: ({ files }) => [`owner of ${files.join()}`] })
      expect((await store.usesOf({ ecosystem: 'npm', name: 'a' })).map(({ repositoryId, owners }) => `${repositoryId} ${owners.join()}`).toSorted()).toEqual(['one @team', 'three owner of lock'])
    })
    test('put again, they take the place of what was there', async () => {
      await put('one', 'c3', ['web: b@1*'])
      await put('one', 'c3', ['web: b@2*'])
      expect(await uses('b')).toEqual(['one@c3 web 2*'])
    })
    test('the way to a package is read from its end', async () => {
      await put('far', 'c', ['web: p@1* > q; q@1 > r; r@1'])
      const [use] = await store.usesOf({ ecosystem: 'npm', name: 'r' })
      const [q] = await store.steps([{ projectId: use?.projectId ?? 0, place: use?.before ?? 0 }])
      const [p] = await store.steps([{ projectId: use?.projectId ?? 0, place: q?.before ?? 0 }])
      expect([q?.name, p?.name, p?.before]).toEqual(['q', 'p', -1])
      expect(await store.steps([])).toEqual([])
    })
    test('with thousands of packages', async () => {
      await put('many', 'c', [`web: ${Array.from({ length: 2_500 }, (_, at) => `p${at}@1*`).join('; ')}`])
      expect(await uses('p2499')).toEqual(['many@c web 1*'])
      expect(await store.usesAt('many', 'c')).toHaveLength(2_500)
    })
    test('dropped and purged, nothing is left that no commit has', async () => {
      await store.dropCommits('many', ['c', 'nothing'])
      await store.purge()
      expect(await uses('p2499')).toEqual([])
      for (const id of ['one', 'two', 'three', 'far']) await store.remove(id)
      await store.purge()
      expect([await count('impact_projects'), await count('impact_dependencies'), await count('impact_commits')]).toEqual([0, 0, 0])
    })
    test('what could not be read is kept', async () => {
      await store.putCommit({ repositoryId: 'gap', commit: 'c', treeKey: 'k', gaps: [{ path: 'yarn.lock', reason: 'x' }], projects: [] })
      expect(await store.gaps()).toEqual([{ repositoryId: 'gap', commit: 'c', gaps: [{ path: 'yarn.lock', reason: 'x' }] }])
    })
  })

  describe('spans of a mainline', () => {
    const mainline = (readTo: string) => ({ repository_id: 'line', head: readTo, read_to: readTo, whole: 1, readers: 1, gaps: '[]' })
    let spans = byKey([])
    let time = 1_000
    async function step(commit: string, texts: readonly string[]): Promise<void> {
      const next = spansOf(texts.map(project))
      const change = changeBetween(spans, next, { oid: commit, time: ++time })
      spans = next
      await store.putSpans('line', change ? [change] : [], mainline(commit))
    }
    const told = async (name: string) => (await store.spansOf({ ecosystem: 'npm', name })).map(({ version, direct, from, until }) => `${version}${direct ? '*' : ''} ${from.oid}..${until?.oid ?? ''}`)

    test('begin and end with commits', async () => {
      await step('c1', ['web: a@1*; b@1'])
      await step('c2', ['web: a@2*; b@1'])
      await step('c3', ['web: a@2; b@1*'])
      await step('c4', ['web: a@2'])
      await step('c5', ['web: a@1*'])
      expect(await told('a')).toEqual(['1* c1..c2', '2* c2..c3', '2 c3..c5', '1* c5..'])
      expect(await told('b')).toEqual(['1 c1..c3', '1* c3..c4'])
      expect((await store.openSpans('line')).map(({ name, version }) => `${name} ${version}`)).toEqual(['a 1'])
      expect(await store.mainline('line')).toEqual(mainline('c5'))
    })
    test('go with the repository', async () => {
      await store.remove('line')
      expect([await told('a'), await store.mainline('line')]).toEqual([[], undefined])
    })
  })
})
