import { describe, expect, test } from 'vitest'
import type { Deployment, Running } from '../../src/deployments/contract.ts'
import type { Suspect } from '../../src/intel/contract.ts'
import { hitRateWords, listsOf, nameOfCommit, proposedBy } from './suspects.ts'

const oid = (letter: string) => letter.repeat(40)
const deployed = (letter: string, more: Partial<Deployment> = {}): Deployment => ({
  id: letter, repo: 'shop', commit: oid(letter), known: true, service: 'shop', environment: 'production', version: `v${letter}`, url: null, state: 'live',
  deployedAt: '2024-03-01T10:00:00.000Z', recordedAt: '', recordedBy: '', ...more,
})
const running = (deployment: Deployment, previous: Deployment | null = null): Running => ({ deployment, previous })

describe('what is proposed', () => {
  test.each<[name: string, running: Running[], rev: string, since: string]>([
    ['nothing runs', [], '', ''],
    ['the first', [running(deployed('a'))], oid('a'), ''],
    ['one after another', [running(deployed('b'), deployed('a'))], oid('b'), oid('a')],
    ['production before what is newer elsewhere', [running(deployed('c', { environment: 'staging', deployedAt: '2025-01-01T00:00:00.000Z' })), running(deployed('b'), deployed('a'))], oid('b'), oid('a')],
    ['the newest where nothing is in production', [running(deployed('a', { environment: 'qa' })), running(deployed('b', { environment: 'staging', deployedAt: '2025-01-01T00:00:00.000Z' }))], oid('b'), ''],
    ['another repository', [running(deployed('a', { repo: 'other' }))], '', ''],
    ['not fetched', [running(deployed('a', { known: false }))], '', ''],
    ['the one before is not fetched', [running(deployed('b'), deployed('a', { known: false }))], oid('b'), ''],
  ])('%s', (_, all, rev, since) => expect(proposedBy(all, 'shop')).toEqual({ repo: 'shop', rev, since, before: '' }))
})

test.each([[oid('a'), 'va'], [oid('b'), 'vb'], [oid('c'), 'c'.repeat(10)], ['main', 'main']])('%s is called %s', (commit, name) => {
  expect(nameOfCommit([running(deployed('b'), deployed('a'))], commit)).toBe(name)
})

test('ranks count over both lists', () => {
  const suspect = (list: Suspect['list'], subject: string): Suspect => ({ oid: oid('a'), subject, author: '', time: '', list, score: 1, confidence: 1, reasons: [] })
  const { changed, latent } = listsOf([suspect('latent', 'one'), suspect('changed', 'two'), suspect('latent', 'three')])
  expect([changed, latent].map((all) => all.map(({ rank, suspect: { subject } }) => `${rank} ${subject}`))).toEqual([['2 two'], ['1 one', '3 three']])
})

test.each([
  [0, 0, 0, ''],
  [1, 1, 1, 'The one culprit marked here stood first.'],
  [1, 0, 1, 'The one culprit marked here stood among the first five.'],
  [7, 4, 6, 'Of 7 culprits marked here, 4 stood first and 6 among the first five.'],
])('%i, %i, %i', (culprits, first, firstFive, words) => expect(hitRateWords({ culprits, first, firstFive })).toBe(words))
