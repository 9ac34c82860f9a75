import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import type { Change } from '../../../engine/terms/change.ts'
import { readCommitTexts } from './commit-texts.ts'
import { commitsBetween, readDate } from './commits-between.ts'
import { makeRepository, oidOf, rawGit, temporaryFolder, type Step } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const steps: Step[] = [
  { message: 'first\n\ncommit aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n:100644 x\n@@ -1 +1 @@', files: [['a.c', 'int f(void)\n{\n\treturn 1;\n}\n'], ['data', '\0\x01']] },
  { message: 'second', files: [['a.c', 'int f(void)\n{\n-- minus\n@@ -1 +1 @@\n}\n'], ['caf\u00e9 "x"', 'one']] },
  { message: 'third', files: [['a.c', 'b', '120000'], ['data', null]] },
  { message: 'fourth' },
]
const made = makeRepository(folder.path('texts.git'), steps)

async function read(dir: string, oids: readonly string[]): Promise<Change[]> {
  const changes: Change[] = []
  for await (const change of readCommitTexts(dir, oids)) changes.push(change)
  return changes
}

const words = (text: Uint8Array) => Buffer.from(text).toString().trim().split('\n').map((line) => line.trim()).join('|')

/** `path[section]+added-removed` for each file. */
const printed = ({ message, files }: Change) => [message.split('\n')[0], ...files.map(({ path, sections, added, removed }) => `${path}[${words(sections)}]+${words(added)}-${words(removed)}`)]

const expected = [
  ['first', 'a.c[]+int f(void)|{|return 1;|}-', 'data[]+-'],
  ['second', 'a.c[int f(void)]+-- minus|@@ -1 +1 @@-return 1;', 'caf\u00e9 "x"[]+one-'],
  ['third', 'a.c[]+b-int f(void)|{|-- minus|@@ -1 +1 @@|}', 'data[]+-'],
  ['fourth'],
]

test('commits are read in the order asked, and nothing in them passes for a header', async () => {
  const dir = await made
  const oids = ['main~3', 'main~2', 'main~1', 'main'].map((rev) => oidOf(dir, rev))
  const changes = await read(dir, oids)
  expect(changes.map(({ oid }) => oid)).toEqual(oids)
  expect(changes.map(printed)).toEqual(expected)
  expect(changes[0]?.message.split('\n').slice(1)).toContain('commit aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
  expect((await read(dir, oids.toReversed())).map(printed)).toEqual(expected.toReversed())
  expect(await read(dir, [])).toEqual([])
})

test('of a merge there is what it says, and a commit that lacks a file comes without it', async () => {
  const dir = await makeRepository(folder.path('merged.git'), [
    { message: 'root', files: [['a', 'one\n']] },
    { message: 'side', branch: 'refs/heads/side', files: [['lost', 'unique text that is lost\n']], after: '' },
  ])
  const merge = rawGit(dir, ['commit-tree', '-p', 'main', '-p', 'side', '-m', 'merged', 'main^{tree}'])
  const lost = rawGit(dir, ['rev-parse', 'side:lost'])
  const later = rawGit(dir, ['commit-tree', '-p', merge, '-m', 'later', 'main^{tree}'])
  unpack(dir)
  rmSync(`${dir}/objects/${lost.slice(0, 2)}/${lost.slice(2)}`)
  const changes = await read(dir, [merge, oidOf(dir, 'side'), later])
  expect(changes.map(({ message, files }) => [message, ...files.map(({ path }) => path)])).toEqual([['merged'], ['side', 'lost'], ['later']])
})

/** Every object as a file of its own. */
function unpack(dir: string): void {
  const packs = `${dir}/objects/pack`
  const contents = readdirSync(packs).filter((name) => name.endsWith('.pack')).map((name) => readFileSync(`${packs}/${name}`))
  rmSync(packs, { recursive: true })
  for (const pack of contents) rawGit(dir, ['unpack-objects', '-q'], pack)
}

describe('commits of a time', () => {
  const start = 1_700_000_000
  const check = (name: string, { from = 0, to = 1e10, limit = 10 }, commits: string[]) =>
    test(name, async () => {
      const dir = await made
      const found = await commitsBetween(dir, { tip: oidOf(dir, 'main'), from, to, limit })
      expect(found.map(({ oid }) => oid)).toEqual(commits.map((rev) => oidOf(dir, rev)))
    })
  check('all', {}, ['main', 'main~1', 'main~2', 'main~3'])
  check('from a moment on, with it', { from: start + 7200 }, ['main', 'main~1'])
  check('before a moment, without it', { to: start + 7200 }, ['main~2', 'main~3'])
  check('the newest', { limit: 1 }, ['main'])
  check('none', { from: start + 1, to: start + 2 }, [])
})

test.each([['@1700000000', 1_700_000_000], ['2023-11-14T22:13:20Z', 1_700_000_000], ['2023-11-14 23:13:20 +0100', 1_700_000_000], ['', null], ['a\nb', null], ['x'.repeat(101), null]])(
  'the date %j is %j', async (text, seconds) => expect(await readDate(await made, text)).toBe(seconds))
