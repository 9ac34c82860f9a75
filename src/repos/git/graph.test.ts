import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewCommit } from '../../../engine/commits/input.ts'
import { GitError } from './errors.ts'
import { type GraphOptions, isShallow, walkGraph } from './graph.ts'
import { generatedHistory } from './histories.fixture.ts'
import { initFromStream } from './init.ts'
import { rawGit, temporaryFolder } from './testing.ts'
import { walkCommits } from './walk.ts'

const folder = temporaryFolder()
const dir = folder.path('generated.git')
const oid = (rev: string) => rawGit(dir, ['rev-parse', `${rev}^{commit}`])

beforeAll(() => initFromStream(dir, [generatedHistory(1, 60)], { head: 'refs/heads/main' }))
afterAll(folder.remove)

async function all(options: GraphOptions): Promise<NewCommit[]> {
  const commits: NewCommit[] = []
  for await (const read of walkGraph(dir, options)) commits.push(...read)
  return commits
}

const listed = (...args: string[]) => rawGit(dir, ['rev-list', '--timestamp', '--parents', ...args]).split('\n').filter(Boolean)
const printed = (commits: readonly NewCommit[]) => commits.map(({ date, oid: id, parents }) => [date, id, ...parents].join(' '))

describe('dates, ids and parents are those of git rev-list, in its order', () => {
  const check = (include: string[], exclude: string[] = []) =>
    test([...include, ...exclude.map((rev) => `^${rev}`)].join(' '), async () => {
      const ends = [...include, ...exclude.map((rev) => `^${rev}`)]
      const range = { include: include.map(oid), exclude: exclude.map(oid) }
      expect(printed(await all(range))).toEqual(listed(...ends))
      expect(printed(await all({ ...range, parentsFirst: true }))).toEqual(listed('--topo-order', '--reverse', ...ends))
    })

  check(['main'])
  check(['main', 'side0', 'side1'])
  check(['side0'], ['main~30'])
  check(['main'], ['side0', 'side1'])
  check(['main~10'], ['main'])
})

test('each comes behind its parents, where that is asked for', async () => {
  const seen = new Set<string>()
  for (const { oid: id, parents } of await all({ include: [oid('main')], parentsFirst: true })) {
    expect(parents.filter((parent) => !seen.has(parent))).toEqual([])
    seen.add(id)
  }
  expect(seen.size).toBeGreaterThan(50)
})

test('what commits say is what a walk reads', async () => {
  const walked = []
  for await (const { oid: id, author, committer, message } of walkCommits(dir, { include: [oid('main')] })) walked.push({ id, author: author.email, time: committer.time, message })
  expect((await all({ include: [oid('main')] })).map(({ oid: id, author, committer, message }) => ({ id, author: author.email, time: committer.time, message }))).toEqual(walked)
})

test('ends of the range that are not there are passed over', async () => {
  const gone = '1'.repeat(40)
  expect(printed(await all({ include: [oid('main'), gone], exclude: [gone, oid('main~5')] }))).toEqual(listed('main', '^main~5'))
  expect([await all({ include: [gone] }), await all({ include: [] })]).toEqual([[], []])
})

test('what is no id is refused', () => expect(all({ include: ['--all'] })).rejects.toThrow(GitError))

test('a history that was cut is told', () => {
  rawGit(folder.path(), ['clone', '-q', '--bare', '--depth=2', `file://${dir}`, 'shallow.git'])
  expect([isShallow(dir), isShallow(folder.path('shallow.git'))]).toEqual([false, true])
})
