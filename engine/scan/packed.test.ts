import { expect, test } from 'vitest'
import { atom, corpus, queries, searchByScanning } from '../snapshot/corpus.fixture.ts'
import { packResults, unpackResults } from './packed.ts'

test.each([1, 2, 3])('results come out as they went in, seed %i', (seed) => {
  const asked = [...queries(seed, 10), { pattern: atom('foo', 'any'), caseSensitive: false }, { pattern: atom('/./'), caseSensitive: false, limits: { maxLineBytes: 50, maxLines: 5 } }]
  for (const question of asked) {
    const results = [...searchByScanning(corpus(seed), question).matches.values()].map((result, file) => ({ ...result, file: file * 3 }))
    expect([...unpackResults(packResults(results))]).toEqual(results)
  }
})
