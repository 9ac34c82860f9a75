import { afterAll, describe, expect, test } from 'vitest'
import { pick, seeded } from '../../../test/support/random.ts'
import { fileMoves, lineChanges } from './moves.ts'
import { nearestCommits } from './nearest.ts'
import { makeRepository, oidOf, rawGit, temporaryFolder, type Step } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const long = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('')
const history: Step[] = [
  { files: [['stays', 'a\n'], ['goes', 'x\n'], ['moves', long], ['changes', 'a\nb\nc\n'], [Buffer.from('\x66\xc3\xa9\n\xff', 'latin1'), 'odd\n'], ['bytes', '\0one']] },
  { files: [['goes', null], ['comes', 'new\n'], ['moves', null], ['moved', `${long}more\n`], ['changes', 'z\na\nc\nd\n'], ['bytes', '\0two']] },
]
const made = makeRepository(folder.path('moves.git'), history)

test('files come, go, change and move', async () => {
  const dir = await made
  const moves = await fileMoves(dir, oidOf(dir, 'main~1'), oidOf(dir, 'main'), { limit: 10 })
  expect(moves?.map(({ oldPath, newPath }) => `${oldPath} → ${newPath}`)).toEqual(['bytes → bytes', 'changes → changes', 'null → comes', 'goes → null', 'moves → moved'])
  expect(await fileMoves(dir, oidOf(dir, 'main~1'), oidOf(dir, 'main'), { limit: 4 })).toBeNull()
  expect(await fileMoves(dir, oidOf(dir, 'main'), oidOf(dir, 'main'), { limit: 4 })).toEqual([])
})

/** The lines of one text put in place of those of another, as the changes say. */
function patched(before: string, after: string, changes: NonNullable<Awaited<ReturnType<typeof lineChanges>>>): string {
  const [old, now] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)]
  return changes.toReversed().reduce((lines, { oldStart, oldLines, newStart, newLines }) => lines.toSpliced(oldStart, oldLines, ...now.slice(newStart, newStart + newLines)), old).join('')
}

describe('the lines in which two blobs differ', () => {
  const write = async (text: string) => rawGit(await made, ['hash-object', '-w', '--stdin'], text)
  const check = (before: string, after: string, expected: string) =>
    test(`${JSON.stringify(before)} → ${JSON.stringify(after)}`, async () => {
      const changes = await lineChanges(await made, await write(before), await write(after))
      expect(changes?.map(({ oldStart, oldLines, newStart, newLines }) => `${oldStart}+${oldLines}→${newStart}+${newLines}`).join(' ') ?? 'none').toBe(expected)
      if (changes) expect(patched(before, after, changes)).toBe(after)
    })

  check('a\nb\n', 'a\nb\n', '')
  check('a\nb\nc\n', 'z\na\nc\nd\n', '0+0→0+1 1+1→2+0 3+0→3+1')
  check('', 'a\n', '0+0→0+1')
  check('a\n', '', '0+1→0+0')
  check('a\nb', 'a\nc', '1+1→1+1')
  check('@@ -1 +1 @@\nb\n', '@@ -9 +9 @@\nb\n', '0+1→0+1')
  check('\0a', '\0b', 'none')

  test.each([1, 2])('of random texts (seed %i) lead from one to the other', async (seed) => {
    const random = seeded(seed)
    const dir = await made
    for (let round = 0; round < 12; round++) {
      const [before, after] = [0, 1].map(() => Array.from({ length: random(12) }, () => `${pick(random, ['a', 'b', 'c', '@@ -1,2 +3 @@'])}\n`).join(''))
      const changes = await lineChanges(dir, await write(before ?? ''), await write(after ?? ''))
      expect(patched(before ?? '', after ?? '', changes ?? [])).toBe(after)
    }
  })
})

test('the nearest commits are given by what one has and the other has not', async () => {
  const dir = await makeRepository(folder.path('nearest.git'), Array.from({ length: 8 }, (_, i) => ({ files: [['a', `${i}`]] })))
  const at = (back: number) => oidOf(dir, `main~${back}`)
  const near = async (back: number, candidates: string[], options = { tried: 3, within: 3 }) => (await nearestCommits(dir, at(back), candidates, options)).map(({ commit, distance }) => `${[0, 1, 2, 3, 4, 5, 6, 7].find((each) => at(each) === commit)}:${distance}`).join(' ')
  expect(await near(3, [at(0), at(2), at(5), at(7)])).toBe('2:1 5:2 0:3')
  expect(await near(3, [at(0), at(2), at(5), at(7)], { tried: 1, within: 3 })).toBe('2:1')
  expect(await near(0, [at(4), '1'.repeat(40)])).toBe('')
  expect(await near(0, [at(0)])).toBe('0:0')
  expect(await nearestCommits(dir, '1'.repeat(40), [at(0)], { tried: 3, within: 3 })).toEqual([])
})
