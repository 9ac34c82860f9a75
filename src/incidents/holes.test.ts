/** Places that are followed until each is closed, on both databases. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { outcomeOf, startApp, type As, type TestApp } from '../../test/support/app.ts'
import { onEachDatabase } from '../../test/support/databases.ts'
import * as contract from './contract.ts'
import type { HoleState, Incident } from './contract.ts'

onEachDatabase('holes', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({
      cart: [{ files: [['a.ts', 'rate()\nother\nrate()\n'], ['CODEOWNERS', '* @cart\n']] }],
      web: [{ files: [['b.ts', 'rate()\n']] }],
    })
  })
  afterAll(() => server.close())

  type What = Parameters<typeof server.call<typeof contract.pinEvidence>>[1]['body']['what']
  const search: What = { kind: 'search', query: 'rate type:file' }
  const impact: What = { kind: 'impact', question: { query: 'rate type:file' } }

  async function pinned(what: What): Promise<{ incident: Incident; evidence: string }> {
    const incident = await server.call(contract.declareIncident, { body: { title: 'Wrong rate' } })
    return { incident, evidence: (await server.call(contract.pinEvidence, { params: { id: incident.id }, body: { what } })).id }
  }
  const track = ({ id }: Incident, evidence: string, places: number[] | null = null, as?: As) => server.call(contract.trackHoles, { params: { id }, body: { evidence, places } }, as)
  const set = ({ id, holes }: Incident, at: number[], state: HoleState | null, reason = '', as?: As) =>
    server.call(contract.setHoles, { params: { id }, body: { holes: at.map((place) => holes[place]?.id ?? 'none'), state, reason } }, as)
  const shown = ({ holes }: Incident) => holes.map(({ repository, path, line, owners, state }) => `${repository} ${path}:${line} ${owners.join()} ${state}`)
  const told = ({ timeline }: Incident) => timeline.filter(({ kind }) => kind === 'hole').map(({ text }) => text)

  const check = (name: string, what: What, places: number[] | null, expected: string[], sentence: string) =>
    test(name, async () => {
      const { incident, evidence } = await pinned(what)
      const tracked = await track(incident, evidence, places)
      expect(shown(tracked)).toEqual(expected)
      expect(told(tracked)).toEqual([sentence])
      expect(await track(incident, evidence, places)).toEqual(tracked)
    })
  check('all places of a search', search, null, ['cart a.ts:1  open', 'cart a.ts:3  open', 'web b.ts:1  open'], 'Holes to close: cart@HEAD a.ts:1, cart@HEAD a.ts:3, web@HEAD b.ts:1')
  check('some of them', search, [2], ['web b.ts:1  open'], 'A hole to close: web@HEAD b.ts:1')
  check('all places of an answer about impact, with who owns them', impact, null, ['cart a.ts:1 @cart open', 'cart a.ts:3 @cart open', 'web b.ts:1  open'], 'Holes to close: cart@main a.ts:1, cart@main a.ts:3, web@main b.ts:1')

  test('one that is followed stays as it is when others are found with it', async () => {
    const { incident, evidence } = await pinned(search)
    const one = await track(incident, evidence, [0])
    const closed = await set(one, [0], 'fixed')
    const all = await track(incident, evidence)
    expect(shown(all)).toEqual(['cart a.ts:1  fixed', 'cart a.ts:3  open', 'web b.ts:1  open'])
    expect(all.holes[0]).toEqual(closed.holes[0])
  })

  test('each change is told once, with its reason; what is not the case any more is taken back', async () => {
    const { incident, evidence } = await pinned(search)
    const tracked = await track(incident, evidence)
    await set(tracked, [0, 1], 'fixed')
    await set(tracked, [0, 1], 'fixed')
    await set(tracked, [2], 'not_affected', 'behind a flag', 'responder')
    await set(tracked, [2], 'open')
    const last = await set(tracked, [1, 2], null)
    expect(shown(last)).toEqual(['cart a.ts:1  fixed'])
    expect(told(last).slice(1)).toEqual(['Fixed: cart@HEAD a.ts:1, cart@HEAD a.ts:3', 'Not affected: web@HEAD b.ts:1 — behind a flag', 'Open again: web@HEAD b.ts:1', 'No longer followed: cart@HEAD a.ts:3, web@HEAD b.ts:1'])
  })

  test('at the same moment they are followed once', async () => {
    const { incident, evidence } = await pinned(search)
    await Promise.all([track(incident, evidence), track(incident, evidence), track(incident, evidence, [1])])
    expect(shown(await server.call(contract.getIncident, { params: { id: incident.id } }))).toHaveLength(3)
  })

  test('what cannot be is refused', async () => {
    const { incident, evidence } = await pinned(search)
    const tracked = await track(incident, evidence)
    const commit = await server.call(contract.pinEvidence, { params: { id: incident.id }, body: { what: { kind: 'commit', repo: 'web', rev: 'main' } } })
    const outcomes = [track(incident, 'ev_none'), track(incident, evidence, [99]), track(incident, commit.id), track(incident, evidence, null, 'viewer'), set(tracked, [0], 'accepted'), set(tracked, [9], 'fixed'), set(tracked, [0], 'fixed', '', 'viewer')]
    expect(await Promise.all(outcomes.map(outcomeOf))).toEqual(['404 incidents.no_evidence', '400 incidents.no_holes', '400 incidents.no_holes', '403 auth.forbidden', '400 input.invalid', '404 incidents.no_hole', '403 auth.forbidden'])
  })
})
