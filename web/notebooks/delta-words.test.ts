import { expect, test } from 'vitest'
import type { FrozenPlace } from '../../src/search/contract.ts'
import { deltaWords } from './delta-words.ts'

const places = (count: number): FrozenPlace[] => Array.from({ length: count }, (_, line) => ({ repository: 'r', rev: '', commit: 'c', path: 'p', line, text: '', ranges: [] }))

test.each([
  ['all', 'all', [0, 0, 0, 3], 'Nothing has changed. 3 places unchanged', null],
  ['all', 'all', [1, 2, 0, 1], '3 → 2 matches. 1 new · 2 gone · 1 place unchanged', null],
  ['all', 'all', [0, 0, 2, 1], 'Nothing has changed. 2 moved within the file · 1 place unchanged', null],
  ['all', 'part', [0, 3, 0, 0], '3 → 0 matches. 3 gone · 0 places unchanged', /seems gone/],
  ['part', 'all', [1, 0, 0, 1], '1 → 2 matches. 1 new · 1 place unchanged', /seems new/],
  ['part', 'part', [0, 0, 0, 0], 'Nothing has changed. 0 places unchanged', /Neither/],
] as const)('%s then %s, %j', (before, after, [added, removed, moved, unchanged], words, caution) => {
  const run = (covered: string, matchCount: number) => ({ at: '', matchCount, complete: covered === 'all' })
  const kept = moved + unchanged
  const told = deltaWords({ before: run(before, removed + kept), after: run(after, added + kept), added: places(added), removed: places(removed), moved, unchanged })
  expect(`${told.verdict} ${told.facts.join(' · ')}`).toBe(words)
  if (caution) expect(told.caution).toMatch(caution)
  else expect(told.caution).toBeNull()
})
