import { describe, expect, test } from 'vitest'
import type { Repository } from '../../src/repos/contract.ts'
import { badgesOf, sizeWords, stateOf } from './repo-state.ts'

const ready: Repository = {
  id: 'r', number: 1, name: 'acme/shop', source: 'remote', url: null, description: '', fork: false, archived: false, defaultBranch: 'main', head: 'a'.repeat(40), objectFormat: 'sha1',
  clone: { state: 'ready', phase: null, percent: null, error: null, lastFetchedAt: null, incomplete: false },
  index: { state: 'ready', files: 1200, bytes: 3_400_000, commit: 'a'.repeat(40), percent: null },
  createdAt: '2026-01-01T00:00:00.000Z',
}
const clone = (more: Partial<Repository['clone']>) => ({ ...ready, clone: { ...ready.clone, ...more } })

describe('the state of a repository', () => {
  test.each<[repository: Repository, kind: string, words: string]>([
    [ready, 'ready', '1,200 files, 3.4 MB'],
    [{ ...ready, index: { ...ready.index, files: 1, bytes: 12 } }, 'ready', '1 file, 12 B'],
    [{ ...ready, head: null }, 'empty', 'Empty: no commit yet'],
    [{ ...ready, index: { ...ready.index, state: 'empty' } }, 'empty', 'Empty: no commit yet'],
    [{ ...ready, index: { ...ready.index, state: 'waiting' } }, 'running', 'Indexing'],
    [{ ...ready, index: { ...ready.index, state: 'failed' } }, 'failed', 'It could not be indexed.'],
    [clone({ state: 'waiting' }), 'waiting', 'Waiting to be cloned'],
    [clone({ state: 'running', phase: 'Receiving objects', percent: 40 }), 'running', 'Receiving objects'],
    [clone({ state: 'running' }), 'running', 'Fetching'],
    [{ ...clone({ state: 'running' }), head: null }, 'running', 'Cloning'],
    [clone({ state: 'failed', error: { code: 'git.auth', message: 'The server refused access.' } }), 'failed', 'The server refused access.'],
    [clone({ state: 'failed' }), 'failed', 'It could not be cloned.'],
  ])('%#', (repository, kind, words) => expect(stateOf(repository)).toMatchObject({ kind, words }))

  test.each([
    ['git.auth', 'remote', /key or a token/],
    ['git.remote-gone', 'remote', /address/],
    ['git.remote-gone', 'local', /folder/],
    ['other', 'remote', /Fetch again/],
  ] as const)('%s of a %s one is mended', (code, source, mend) => expect(stateOf({ ...clone({ state: 'failed', error: { code, message: '' } }), source }).mend).toMatch(mend))
})

test('badges', () => {
  expect(badgesOf(ready)).toEqual([])
  expect(badgesOf({ ...clone({ incomplete: true }), source: 'local', fork: true, archived: true, objectFormat: 'sha256' }).map(({ label }) => label)).toEqual(['local', 'fork', 'archived', 'SHA-256', 'incomplete'])
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_449, '1.4 kB'],
  [999_600, '1 MB'],
  [123_456_789, '123 MB'],
  [5e12, '5 TB'],
])('%d bytes', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
