import { afterAll, expect, test } from 'vitest'
import { makeRepository, oidOf, rawGit, temporaryFolder, type Step } from './testing.ts'
import { diffTrees } from './tree-diff.ts'
import { createTreeDiffs, type TreeDiffs } from './tree-diffs.ts'

const folder = temporaryFolder()
const opened: TreeDiffs[] = []
afterAll(() => {
  for (const each of opened) each.close()
  folder.remove()
})

function open(...options: Parameters<typeof createTreeDiffs>): TreeDiffs {
  const diffs = createTreeDiffs(...options)
  opened.push(diffs)
  return diffs
}

const many = Array.from({ length: 300 }, (_, i) => [`many/${i}`, `${i}`] as const)
const history: Step[] = [
  { files: [['a', '1'], ['#', '1'], ['d/b', '2'], [':100644', 'x'], ['e', 'x'], ['line\nfeed', '1'], [Buffer.from([0xff, 0x66]), '1']] },
  { files: [['a', '2'], ['#', null], ['#b', '1'], [':100644', null], ['line\nfeed', '2'], ['link', 'a', '120000'], ['module', '1'.repeat(40), '160000']] },
  { files: [] },
  { files: many },
  { files: [['a', '1', '100755'], ['d', 'now a file'], ['d/b', null]] },
]
const made = makeRepository(folder.path('history.git'), history)
const revs = history.map((_, i) => `main~${i}`)
const absent = '1'.repeat(40)
const options = { limit: 1000 }

/** `changes`, `too many`, or the kind of the error. */
const outcome = (work: Promise<unknown>) => work.then(changes => changes ?? 'too many', (error: Error & { kind?: string }) => error.kind ?? String(error))

test('asked all at once, it answers what git says of each two commits', async () => {
  const dir = await made
  const pairs = revs.flatMap(from => revs.map(to => [oidOf(dir, from), oidOf(dir, to)] as const))
  const diffs = open()
  const answers = await Promise.all(pairs.map(([from, to]) => diffs.between(dir, from, to, options)))
  for (const [at, [from, to]] of pairs.entries()) expect(answers[at]).toEqual(await diffTrees(dir, from, to, options))
  expect(new Set(answers.map(changes => changes?.length)).size).toBeGreaterThan(4)
})

test('what fails or is too much leaves the questions around it as they are', async () => {
  const dir = await made
  const [one, two, lots] = [oidOf(dir, 'main~4'), oidOf(dir, 'main~3'), oidOf(dir, 'main~1')]
  const diffs = open()
  rawGit(dir, ['tag', '-a', '-m', 'x', 'tag', 'main~4'])
  const tag = oidOf(dir, 'tag')
  const asked: [from: string, to: string, limit: number][] = [
    [one, two, 10], [one, absent, 10], [two, one, 10], [absent, one, 10], [two, lots, 10], [one, two, 1], [two, two, 0], [two, lots, 300], [two, lots, 299], [one, oidOf(dir, 'main~4:a'), 10], [one, tag, 10], [tag, two, 10], [one, two, 10],
  ]
  const shown = (result: unknown) => (Array.isArray(result) ? result.length : result)
  const answers = await Promise.all(asked.map(([from, to, limit]) => outcome(diffs.between(dir, from, to, { limit }))))
  expect(answers.map(shown)).toEqual([7, 'missing-object', 7, 'corrupt', 'too many', 'too many', 0, 300, 'too many', 'missing-object', 'missing-object', 'corrupt', 7])
})

test('it sees commits that come later, and goes on where its process is gone or others take its place', async () => {
  const dir = await made
  const other = await makeRepository(folder.path('other.git'), history.slice(0, 2))
  const diffs = open({ maxProcesses: 1 })
  const first = oidOf(dir, 'main')
  expect((await diffs.between(dir, oidOf(dir, 'main~1'), first, options))?.length).toBe(3)
  const later = rawGit(dir, ['commit-tree', oidOf(dir, 'main~4^{tree}'), '-m', 'later'])
  rawGit(dir, ['-c', 'pack.threads=1', 'repack', '-q', '-a', '-d'])
  expect(await diffs.between(dir, oidOf(dir, 'main~4'), later, options)).toEqual([])
  const both = [diffs.between(dir, later, first, options), diffs.between(other, oidOf(other, 'main'), oidOf(other, 'main~1'), options)]
  expect((await Promise.all(both)).map(changes => changes?.length)).toEqual([(await diffTrees(dir, later, first, options))?.length, 7])
  diffs.drop(dir)
  expect(await diffs.between(dir, first, first, options)).toEqual([])
  const left = outcome(diffs.between(dir, later, first, options))
  diffs.close()
  expect(await left).toBe('aborted')
})
