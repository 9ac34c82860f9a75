import { describe, expect, test } from 'vitest'
import type { Deployment } from '../../src/deployments/contract.ts'
import { fits, momentOf, pairOf } from './words.ts'

const deployment = (more: Partial<Deployment> = {}): Deployment => ({
  id: 'dep_1', repo: 'acme/shop', commit: 'a'.repeat(40), known: true, service: 'Checkout', environment: 'production', version: 'v1.4', url: null, state: 'live',
  deployedAt: '2024-03-01T10:00:00.000Z', recordedAt: '2024-03-01T10:00:00.000Z', recordedBy: 'github', ...more,
})

test.each([['', true], ['check', true], ['CHECK prod', true], ['v1.4 acme', true], ['staging', false], ['check staging', false]])('the filter %j lets it stand: %s', (filter, expected) => {
  expect(fits(deployment(), filter)).toBe(expected)
})

test.each([['', null], ['20', null], ['2024-03-01T10:00', new Date(2024, 2, 1, 10).toISOString()]])('the moment %j is %s', (text, expected) => expect(momentOf(text)).toBe(expected))

describe('what is compared', () => {
  const [older, newer] = [deployment({ id: 'dep_1' }), deployment({ id: 'dep_2', deployedAt: '2024-03-02T10:00:00.000Z' })]
  test.each<[string, Deployment[], boolean]>([
    ['nothing', [], false],
    ['one', [older], false],
    ['two', [newer, older], true],
    ['three', [newer, older, deployment()], false],
    ['two repositories', [older, deployment({ repo: 'acme/other' })], false],
    ['one that is not fetched', [older, deployment({ known: false })], false],
  ])('%s', (_, chosen, expected) => expect(pairOf(chosen)).toEqual(expected ? { base: older, head: newer } : null))
})
