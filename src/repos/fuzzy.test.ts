import { describe, expect, test } from 'vitest'
import { rankPaths } from './fuzzy.ts'

const paths = [
  'README.md',
  'docs/server/readme.txt',
  'src/server/http/router.ts',
  'src/server/http/router.test.ts',
  'src/server/httpRouter.ts',
  'src/orders/route.ts',
  'src/pricing/tax/regional.ts',
  'src/regional/pricing_tax.ts',
  'src/İstanbul.ts',
  'src/üñï/Größe.ts',
]

const check = async (query: string, limit = 50) => (await rankPaths(paths, query, limit)).paths

describe('the best path for a query', () => {
  const table: [query: string, first: string][] = [
    ['readme', 'README.md'],
    ['README', 'README.md'],
    ['router', 'src/server/http/router.ts'],
    ['router.test', 'src/server/http/router.test.ts'],
    ['hr', 'src/server/httpRouter.ts'],
    ['httprouter', 'src/server/httpRouter.ts'],
    ['http/router', 'src/server/http/router.ts'],
    ['orders route', 'src/orders/route.ts'],
    ['pt', 'src/regional/pricing_tax.ts'],
    ['regional', 'src/pricing/tax/regional.ts'],
    ['src/pricing/tax/regional.ts', 'src/pricing/tax/regional.ts'],
    ['größe', 'src/üñï/Größe.ts'],
    ['istanbul', 'src/İstanbul.ts'],
  ]
  for (const [query, first] of table) {
    test(`${query} → ${first}`, async () => expect((await check(query))[0]).toBe(first))
  }
})

describe('which paths are found', () => {
  test('none that lacks a letter', async () => expect(await check('zzz')).toEqual([]))
  test('none that has the letters in another order', async () => expect(await check('daemer')).toEqual([]))
  test('none where one letter would have to serve twice', async () => expect(await check('READMEE.md')).toEqual([]))
  test('all of them, in their order, without a query', async () => expect(await check('  ')).toEqual(paths))
  test('no more than the limit, but all are counted', async () => {
    const { paths: few, total } = await rankPaths(paths, 'route', 2)
    expect([few.length, total]).toEqual([2, 4])
  })
  test('those beyond the first stride', async () => {
    const many = Array.from({ length: 25_000 }, (_, index) => `folder/file${index}.ts`)
    expect(await rankPaths(many, 'file24999', 5)).toEqual({ paths: ['folder/file24999.ts'], total: 1 })
  })
})

test('agrees with a plain subsequence test on generated paths (seed 7)', async () => {
  const random = generator(7)
  const generated = Array.from({ length: 500 }, () => word(random, 12))
  for (let round = 0; round < 50; round++) {
    const query = word(random, 3)
    const plain = generated.filter((path) => isSubsequence(query, path))
    const found = await rankPaths(generated, query, generated.length)
    expect({ query, found: found.paths.toSorted(), total: found.total }).toEqual({ query, found: plain.toSorted(), total: plain.length })
  }
})

function isSubsequence(letters: string, text: string): boolean {
  let next = 0
  for (const letter of text.toLowerCase()) if (letter === letters.charAt(next).toLowerCase()) next++
  return next >= letters.length
}

/** A linear congruential generator (Numerical Recipes' constants): good enough to mix letters, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32
}

const word = (random: () => number, length: number) => Array.from({ length }, () => 'abcAB/._'.charAt(Math.floor(random() * 8))).join('')
