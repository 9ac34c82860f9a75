/** What evidence leads to is there for ever, whatever is pushed over it. */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { createNotebook, freezeBlock } from '../notebooks/contract.ts'
import { CallFailed } from '../platform/endpoint.ts'
import { listRefs, readCommit, readFile } from '../repos/contract.ts'
import { rawGit } from '../repos/git/testing.ts'
import { hear, printMatch } from '../search/search.fixture.ts'
import { declareIncident, getIncident, pinEvidence, rerunEvidence, type Evidence } from './contract.ts'

let server: TestApp
beforeAll(async () => {
  server = await startApp()
})
afterAll(() => server.close())

/** The repository of a test, of whose two commits the newer one is pinned. */
let repo = ''
let at = ''
let made = 0
beforeEach(async () => {
  repo = `web${++made}`
  await server.addRepositories({ [repo]: [{ files: [['a.ts', 'begin\n']] }, { files: [['a.ts', `rate(${made})\n`]] }] })
  at = rawGit(source(), ['rev-parse', 'main'])
})

const source = () => server.path('served', `${repo}.git`)
const known = () => server.app.repos.byName(server.people.owner, repo)
const dayMs = 25 * 60 * 60 * 1000

async function fetch(): Promise<void> {
  await server.app.repos.fetch(server.people.owner, (await known()).id)
  await server.settle()
}

const acts: Record<string, () => unknown> = {
  /** The newest commit is pushed over by another one. */
  force() {
    const other = rawGit(source(), ['commit-tree', 'main~1^{tree}', '-p', 'main~1', '-m', 'Another way'])
    rawGit(source(), ['update-ref', 'refs/heads/main', other])
  },
  fetch,
  /** A day later the mirror is fetched and packed anew, and what nothing reaches is pruned. */
  async upkeep() {
    server.clock.pass(dayMs)
    await fetch()
  },
  /** The source forgets what was pushed over, as hosts do after a while. */
  forget: () => rawGit(source(), ['gc', '--quiet', '--prune=now']),
  /** The mirror is gone from the disk, and cloned again. */
  async reclone() {
    rmSync(join(server.dataDir, 'mirrors', `${(await known()).id}.git`), { recursive: true })
    await fetch()
  },
}

async function happens(story: string): Promise<void> {
  for (const act of story.split(' ')) await acts[act]?.()
}

async function pin(kind: 'file' | 'search' | 'commit'): Promise<{ incident: string; evidence: Evidence }> {
  const what = {
    file: { kind: 'file', repo, path: 'a.ts' },
    search: { kind: 'search', query: `repo:^${repo}$ rate type:file` },
    commit: { kind: 'commit', repo, rev: 'main' },
  } as const
  const { id: incident } = await server.call(declareIncident, { body: { title: 'Wrong rate' } })
  return { incident, evidence: await server.call(pinEvidence, { params: { id: incident }, body: { what: what[kind] } }) }
}

/** What stands in the file at a revision, or why it cannot be read. */
async function textAt(rev: string): Promise<string | null> {
  try {
    return (await server.call(readFile, { query: { repo, rev, path: 'a.ts' } })).text
  } catch (error) {
    if (error instanceof CallFailed) return error.message
    throw error
  }
}

describe('the commit of evidence', () => {
  /** Each row: what was pinned, what happens then, and whether the link of the evidence still opens. */
  const check = (kind: Parameters<typeof pin>[0], story: string, opens: 'opens' | 'is lost') =>
    test(`a ${kind}: ${story} ⇒ ${opens}`, async () => {
      const { incident, evidence } = await pin(kind)
      await happens(story)
      expect(await textAt('main')).toBe('begin\n')
      expect(await textAt(at)).toBe(opens === 'opens' ? `rate(${made})\n` : 'This commit is no longer in the repository, nor at its source. What was frozen of it is shown where it was pinned.')
      expect((await server.call(getIncident, { params: { id: incident } })).evidence).toEqual([evidence])
    })

  check('file', 'force forget fetch upkeep upkeep', 'opens')
  check('search', 'force forget upkeep', 'opens')
  check('commit', 'force forget upkeep', 'opens')
  check('file', 'force upkeep reclone', 'opens')
  check('file', 'force reclone forget upkeep', 'opens')
  check('file', 'force forget reclone upkeep', 'is lost')

  test('of which nothing was pinned is gone with the next upkeep', async () => {
    await happens('force upkeep')
    expect(await textAt(at)).toBe(`There is no branch, tag or commit "${at}".`)
  })

  test('is in no list, and no revision but by its id', async () => {
    const { incident, evidence } = await pin('search')
    await happens('force upkeep')
    expect((await server.call(listRefs, { query: { repo } })).refs.map(({ name }) => name)).toEqual(['main'])
    expect(await textAt(`refs/firebreak/kept/${at}`)).toBe(`There is no branch, tag or commit "refs/firebreak/kept/${at}".`)
    expect((await hear(server, `repo:^${repo}$@*refs/firebreak/* rate`)).matches).toEqual([])
    expect((await hear(server, `repo:^${repo}$@${at} rate`)).matches.map(printMatch)).toEqual([`${repo}@${at} a.ts:1 «rate»`])
    expect((await server.call(readCommit, { query: { repo, rev: at } })).commit.oid).toBe(at)
    const { removed } = await server.call(rerunEvidence, { params: { id: incident, evidence: evidence.id }, body: {} })
    expect(removed.map(({ commit }) => commit)).toEqual([at])
  })

  test('of a repository that was removed goes with it', async () => {
    await pin('file')
    const { id } = await known()
    await server.app.repos.remove(server.people.owner, id)
    const rows = server.app.db.withTables<{ repository_kept_commits: { repository_id: string } }>().selectFrom('repository_kept_commits').selectAll()
    expect(await rows.where('repository_id', '=', id).execute()).toEqual([])
  })
})

test('the commit of a frozen block of a notebook is kept too', async () => {
  const { id } = await server.call(createNotebook, { body: { title: 'What we know', blocks: [{ id: 'b', type: 'file', repo, rev: '', path: 'a.ts' }] } })
  await server.call(freezeBlock, { params: { id, block: 'b' }, body: {} })
  await happens('force forget upkeep')
  expect(await textAt(at)).toBe(`rate(${made})\n`)
})
