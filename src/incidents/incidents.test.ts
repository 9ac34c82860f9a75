import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type As, type TestApp } from '../../test/support/app.ts'
import { onEachDatabase } from '../../test/support/databases.ts'
import { rawGit } from '../repos/git/testing.ts'
import { listRepositories } from '../repos/contract.ts'
import { searchStream } from '../search/contract.ts'
import * as contract from './contract.ts'
import type { Evidence, Incident } from './contract.ts'

onEachDatabase('incidents', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({ web: [{ files: [['src/tax.ts', 'export function tax(rate: number) {\n  return rate.value\n}\n'], ['logo.bin', Buffer.from([0, 1])]] }] })
  })
  afterAll(() => server.close())

  const declare = (title = 'Wrong tax', more: { signal?: string; key?: string } = {}, as?: As) => server.call(contract.declareIncident, { body: { title, ...more } }, as)
  const update = ({ id }: { id: string }, body: Parameters<typeof server.call<typeof contract.updateIncident>>[1]['body'], as?: As) => server.call(contract.updateIncident, { params: { id }, body }, as)
  const get = (id: string) => server.call(contract.getIncident, { params: { id } }, 'viewer')
  const told = ({ timeline }: Incident) => timeline.map(({ kind, text }) => `${kind}: ${text}`)
  type What = Parameters<typeof server.call<typeof contract.pinEvidence>>[1]['body']['what']
  const pin = ({ id }: { id: string }, what: What, more: { key?: string; note?: string } = {}, as?: As) => server.call(contract.pinEvidence, { params: { id }, body: { what, ...more } }, as)
  const search: What = { kind: 'search', query: 'repo:web rate type:file' }
  const tax = (start: number, end: number): What => ({ kind: 'file', repo: 'web', path: 'src/tax.ts', lines: { start, end } })

  describe('a change', () => {
    const judge = ({ id }: { id: string }, verdict: 'culprit' | 'cleared' | null, more: { rank?: number; rev?: string } = {}, as?: As) =>
      server.call(contract.judgeChange, { params: { id }, body: { repo: 'web', rev: 'main', verdict, ...more } }, as)

    test('is the culprit, cleared, or neither; each is told once', async () => {
      const incident = await declare('Judged')
      const steps = ['culprit', 'culprit', 'cleared', null, null] as const
      const seen: string[] = []
      for (const verdict of steps) seen.push((await judge(incident, verdict)).verdicts.map(({ repository, subject, verdict }) => `${verdict} ${repository} ${subject}`).join())
      expect(seen.map((each) => each.split(' ')[0])).toEqual(['culprit', 'culprit', 'cleared', '', ''])
      expect(told(await get(incident.id)).slice(1).map((line) => line.replace(/web [0-9a-f]{10}.*/, 'web'))).toEqual(['verdict: Culprit: web', 'verdict: Cleared: web', 'verdict: No longer cleared: web'])
    })

    test('that is not there is not judged, nor by who may only look', async () => {
      const incident = await declare('Not judged')
      expect(await outcomeOf(judge(incident, 'culprit', { rev: 'nothing' }))).toMatch(/^404 /)
      expect(await outcomeOf(judge(incident, 'culprit', {}, 'viewer'))).toBe('403 auth.forbidden')
    })

    test('counts for how often the suspects were right', async () => {
      const rate = () => server.call(contract.suspectHitRate, {}, 'viewer')
      const before = await rate()
      for (const rank of [1, 4, 9, undefined]) await judge(await declare(`Rank ${rank}`), 'culprit', rank === undefined ? {} : { rank })
      await judge(await declare('Cleared'), 'cleared', { rank: 1 })
      const after = await rate()
      expect([after.culprits - before.culprits, after.first - before.first, after.firstFive - before.firstFive]).toEqual([4, 1, 2])
    })
  })

  describe('declaring', () => {
    test('gives the next number, a commander, a notebook and the first line of the timeline', async () => {
      const incident = await declare(' Wrong\r\n tax ', {}, 'responder')
      expect(incident).toMatchObject({ title: 'Wrong tax', severity: 'sev3', status: 'declared', commander: { name: 'responder person' }, roles: { operations: null }, mitigatedAt: null })
      expect(told(incident)).toEqual(['declared: Declared SEV3: Wrong tax'])
      expect(await get(`INC-${incident.number}`)).toEqual(await get(incident.id))
      expect(await server.app.notebooks.get(server.people.viewer, incident.notebookId)).toMatchObject({ title: 'Wrong tax', incidentId: incident.id, version: 1 })
    })

    test('with a trace locates it, and says in one sentence where it was thrown', async () => {
      const signal = 'TypeError: Cannot read properties of undefined\n    at tax (/app/web/src/tax.ts:2:15)\n    at node:internal/x:1:1'
      const incident = await declare('Trace', { signal })
      expect(told(incident)[1]).toBe('signal: Signal: TypeError: Cannot read properties of undefined at web src/tax.ts:2')
      expect(incident.signals).toMatchObject([{ text: signal, located: { traces: [{ language: 'javascript' }] } }])
    })

    test('with a text that is no trace declares all the same', async () => {
      expect(told(await declare('Text', { signal: '\0\u202e!' }))).toEqual(['declared: Declared SEV3: Text', 'signal: Signal added'])
    })

    test('twice with one key declares once, at the same moment too; another person’s key is another key', async () => {
      const twice = await Promise.all([declare('Once', { key: 'k' }), declare('Once', { key: 'k' }), declare('Once', { key: 'k' })])
      expect(new Set(twice.map(({ id }) => id)).size).toBe(1)
      expect((await declare('Once', { key: 'k' }, 'responder')).id).not.toBe(twice[0]?.id)
    })

    test('at the same moment gives each a number of its own', async () => {
      const all = await Promise.all(Array.from({ length: 12 }, (_, i) => declare(`At once ${i}`)))
      expect(new Set(all.map(({ number }) => number)).size).toBe(12)
    })

    for (const title of ['<img src=x onerror=alert(1)>', "'; drop table incidents; --", '=cmd|x', '{{7*7}} %s ${x}', '\u202egnirts', '🔥'.repeat(100), '\ud800 half']) {
      test(`${JSON.stringify(title.slice(0, 40))} is kept as the text that it is`, async () => {
        const { id } = await declare(title)
        expect((await get(id)).title).toBe(title.toWellFormed())
      })
    }
    test('without a title is refused', async () => expect(await outcomeOf(declare('  '))).toBe('400 input.invalid'))
  })

  describe('the status', () => {
    /** Each word is a status; behind it the stages that are now reached, by their first letters. */
    const check = (story: string) =>
      test(story, async () => {
        const incident = await declare(story)
        for (const word of story.split(' ')) {
          const [status = '', reached = ''] = word.split(':')
          server.clock.pass(1000)
          const { mitigatedAt, resolvedAt, closedAt, updatedAt } = await update(incident, { status: status as Incident['status'] })
          const stages = [mitigatedAt && 'm', resolvedAt && 'r', closedAt && 'c'].filter(Boolean).join('')
          expect(`${status}:${stages}`).toBe(`${status}:${reached}`)
          expect([mitigatedAt, resolvedAt, closedAt].every((time) => time === null || time <= updatedAt)).toBe(true)
        }
      })
    check('investigating: mitigated:m resolved:mr closed:mrc')
    check('closed:mrc declared:')
    check('resolved:mr investigating: resolved:mr')
    check('closed:mrc mitigated:m closed:mrc')

    test('keeps the time at which a stage was first reached, until the incident goes back before it', async () => {
      const incident = await declare('Times')
      const { mitigatedAt } = await update(incident, { status: 'mitigated' })
      server.clock.pass(60_000)
      expect((await update(incident, { status: 'closed' })).mitigatedAt).toBe(mitigatedAt)
      await update(incident, { status: 'investigating' })
      server.clock.pass(60_000)
      expect((await update(incident, { status: 'mitigated' })).mitigatedAt).not.toBe(mitigatedAt)
    })
  })

  describe('the timeline', () => {
    test('has a sentence for each thing that changed, and none for what did not', async () => {
      const incident = await declare('Before')
      const criterion = { id: 'c1', text: 'No new wrong bills', met: false }
      await update(incident, { title: 'After', severity: 'sev1', status: 'investigating', summary: 'Bills are wrong', services: ['billing', 'cart', 'billing'] }, 'responder')
      await update(incident, { title: 'After', severity: 'sev1', status: 'investigating', services: ['billing', 'cart'] })
      await update(incident, { roles: { operations: server.people.viewer.id, commander: null }, exitCriteria: [criterion] })
      await update(incident, { services: ['cart'], summary: '', exitCriteria: [{ ...criterion, met: true }] })
      await update(incident, { exitCriteria: [{ ...criterion, text: 'None', met: false }], roles: { operations: null } })
      const last = await update(incident, { exitCriteria: [] })
      expect(told(last).slice(1)).toEqual([
        'title: Renamed to “After”', 'severity: Severity SEV3 → SEV1', 'status: Status declared → investigating', 'summary: Summary: Bills are wrong', 'services: Affected: billing, cart',
        'role: Operations: viewer person', 'role: Commander: nobody', 'criterion: Exit criterion: No new wrong bills',
        'summary: Summary removed', 'services: Not affected after all: billing', 'criterion: Met: No new wrong bills',
        'role: Operations: nobody', 'criterion: Exit criterion changed: None', 'criterion: No longer met: None',
        'criterion: Exit criterion removed: None',
      ])
      expect(last.timeline[1]?.by.name).toBe('responder person')
      expect(last.services).toEqual(['cart'])
    })

    test('takes notes, of earlier times too', async () => {
      const incident = await declare('Notes')
      const noted = await server.call(contract.addNote, { params: { id: incident.id }, body: { text: ' Pager went off ', at: '2026-01-10T14:00:00Z' } })
      expect(noted.timeline.at(-1)).toMatchObject({ kind: 'note', text: 'Pager went off', at: '2026-01-10T14:00:00.000Z' })
    })

    test('loses nothing when many act at once', async () => {
      const incident = await declare('Busy')
      const acts = Array.from({ length: 15 }, (_, i): Promise<unknown> => {
        if (i % 3 === 0) return update(incident, { services: [`service ${i}`] })
        if (i % 3 === 1) return server.call(contract.addNote, { params: { id: incident.id }, body: { text: `note ${i}` } }, 'responder')
        return pin(incident, tax(1, 1))
      })
      await Promise.all(acts)
      const { timeline, evidence } = await get(incident.id)
      expect(timeline.filter(({ kind }) => kind === 'note')).toHaveLength(5)
      expect(timeline.filter(({ text }) => text.startsWith('Affected'))).toHaveLength(5)
      expect([evidence.length, timeline.filter(({ kind }) => kind === 'evidence').length]).toEqual([5, 5])
    })

    test('refuses people who are not there, and criteria with one id', async () => {
      const incident = await declare('Refused')
      const criterion = { id: 'c', text: 'x', met: false }
      expect([await outcomeOf(update(incident, { roles: { commander: 'person_x' } })), await outcomeOf(update(incident, { exitCriteria: [criterion, criterion] }))]).toEqual(['400 incidents.unknown_person', '400 incidents.same_id'])
    })
  })

  describe('evidence', () => {
    test('is read by the server at the commit of now, whatever kind', async () => {
      const incident = await declare('Kinds')
      const commit = rawGit(server.path('served', 'web.git'), ['rev-parse', 'main'])
      const evidence = [await pin(incident, search, { note: 'the fault' }), await pin(incident, tax(2, 2)), await pin(incident, { kind: 'file', repo: 'web', path: 'src/tax.ts' }), await pin(incident, { kind: 'commit', repo: 'web', rev: 'main' })]
      expect(evidence.map(({ content }) => content)).toMatchObject([
        { kind: 'search', search: { matchCount: 2, places: [{ line: 1, commit }, { line: 2, commit, text: '  return rate.value' }], ledger: { complete: true } } },
        { kind: 'file', file: { commit, startLine: 2, endLine: 2, text: '  return rate.value' } },
        { kind: 'file', file: { startLine: 1, endLine: 3 } },
        { kind: 'commit', commit: { oid: commit, subject: 'step', filesChanged: 2 } },
      ])
      expect(told(await get(incident.id)).slice(1)).toEqual([
        'evidence: Pinned search “repo:web rate type:file”: 2 matches in 1 repository — the fault', 'evidence: Pinned web src/tax.ts:2', 'evidence: Pinned web src/tax.ts:1–3', `evidence: Pinned commit ${commit.slice(0, 10)} in web: step`,
      ])
    })

    const refused = (what: What, outcome: string) => test(`${JSON.stringify(what)} → ${outcome}`, async () => expect(await outcomeOf(pin(await declare('Refused'), what))).toBe(outcome))
    refused({ kind: 'file', repo: 'web', path: 'logo.bin' }, '400 incidents.no_text')
    refused(tax(9, 10), '400 incidents.bad_range')
    refused(tax(3, 1), '400 incidents.bad_range')
    refused({ kind: 'file', repo: 'web', path: '../../etc/passwd' }, '400 git.refused')
    refused({ kind: 'file', repo: 'nowhere', path: 'a' }, '404 repos.not_found')
    refused({ kind: 'commit', repo: 'web', rev: '--output=x' }, '404 git.unknown-revision')
    refused({ kind: 'search', query: 'lang:cobolt x' }, '400 incidents.cannot_search')
    refused({ kind: 'search', query: 'repo:nowhere x' }, '400 incidents.cannot_search')

    test('with a key is pinned once, at the same moment too; another person’s key is another key', async () => {
      const incident = await declare('Keys')
      const pins = await Promise.all([pin(incident, search, { key: 'k' }), pin(incident, search, { key: 'k' }), pin(incident, search, { key: 'k' })])
      expect(new Set(pins.map(({ id }) => id)).size).toBe(1)
      expect((await pin(incident, search, { key: 'k' }, 'responder')).id).not.toBe(pins[0]?.id)
      const { evidence, timeline } = await get(incident.id)
      expect([evidence.length, timeline.filter(({ kind }) => kind === 'evidence').length]).toEqual([2, 2])
    })

    test('stays as it was when the code moves on; running it again says what has changed', async () => {
      const [repo] = (await server.call(listRepositories, { query: { query: 'web' } })).repos
      const incident = await declare('Frozen')
      const pinned = await pin(incident, search)
      commit(server.path('served', 'web.git'), 'src/tax.ts', '// rate moved down\nexport function tax(rate: number) {\n  return rate\n}\n')
      await server.app.repos.fetch(server.people.owner, repo?.id ?? '')
      await server.settle()
      const [kept] = (await get(incident.id)).evidence
      expect(kept).toEqual(pinned)
      const delta = await server.call(contract.rerunEvidence, { params: { id: incident.id, evidence: pinned.id }, body: {} }, 'viewer')
      expect({ added: delta.added.map(({ text }) => text), removed: delta.removed.map(({ text }) => text), moved: delta.moved }).toEqual({ added: ['// rate moved down', '  return rate'], removed: ['  return rate.value'], moved: 1 })
      expect((await get(incident.id)).evidence[0]).toEqual(pinned)
    })

    test('is taken off and put back, each told once', async () => {
      const incident = await declare('On and off')
      const { id: evidence } = await pin(incident, tax(1, 1))
      const params = { id: incident.id, evidence }
      const off = () => server.call(contract.removeEvidence, { params })
      await Promise.all([off(), off(), off()])
      expect((await get(incident.id)).evidence[0]?.removed).toBe(true)
      const back: Evidence = await server.call(contract.restoreEvidence, { params, body: {} })
      expect(back.removed).toBe(false)
      expect(told(await get(incident.id)).slice(2)).toEqual(['evidence_removed: Took off web src/tax.ts:1', 'evidence_restored: Put back web src/tax.ts:1'])
    })

    test('only searches run again', async () => {
      const incident = await declare('Not a search')
      const { id: evidence } = await pin(incident, tax(1, 1))
      expect(await outcomeOf(server.call(contract.rerunEvidence, { params: { id: incident.id, evidence }, body: {} }))).toBe('400 incidents.not_a_search')
    })
  })

  describe('finding', () => {
    test('by words of the title, the summary, the services and the number; open and closed', async () => {
      const incident = await declare('Umlauts äöü 100 %')
      await update(incident, { status: 'closed', services: ['Checkout-API'], summary: 'Rounding\0' })
      const find = async (query: string, state: 'open' | 'closed' | 'all' = 'all') => (await server.call(contract.listIncidents, { query: { query, state } })).incidents.map(({ id }) => id)
      for (const query of ['äöü', '100 %', 'checkout-api', 'ROUNDING', `inc-${incident.number}`]) expect(await find(query)).toContain(incident.id)
      expect([await find('äöü', 'open'), await find('äöü', 'closed')]).toEqual([[], [incident.id]])
    })

    test('in pages, newest first, that miss nothing', async () => {
      const numbers: number[] = []
      for (let after: string | null | undefined; after !== null; ) {
        const page: { incidents: { number: number }[]; next: string | null } = await server.call(contract.listIncidents, { query: { limit: 7, after } })
        numbers.push(...page.incidents.map(({ number }) => number))
        after = page.next
      }
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => numbers.length - i))
      expect(await outcomeOf(server.call(contract.listIncidents, { query: { after: 'x' } }))).toBe('400 incidents.bad_cursor')
    })

    test('what is not there is not found, in one wording', async () => {
      const incident = await declare('There')
      const wrong = ['inc_x', 'INC-99999', '99999', '-1', '0', '1e3']
      expect(new Set(await Promise.all(wrong.map((id) => outcomeOf(get(id)))))).toEqual(new Set(['404 incidents.not_found']))
      expect(await outcomeOf(server.call(contract.removeEvidence, { params: { id: incident.id, evidence: 'ev_x' } }))).toBe('404 incidents.no_evidence')
    })
  })

  test('a search page and its pin agree', async () => {
    const response = await server.send(`GET ${searchStream.path}?${new URLSearchParams({ q: 'repo:web rate type:file', t: 'keyword' })}`)
    const shown = Number(/.*"matchCount":(\d+)/s.exec(await response.text())?.[1])
    const { content } = await pin(await declare('Agree'), search)
    expect(content.kind === 'search' && content.search.matchCount).toBe(shown)
  })
})

/** Puts another commit on main. */
function commit(dir: string, path: string, text: string): void {
  const blob = rawGit(dir, ['hash-object', '-w', '--stdin'], text)
  rawGit(dir, ['read-tree', 'main'])
  rawGit(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`])
  rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['commit-tree', rawGit(dir, ['write-tree']), '-p', 'main', '-m', 'Move on'])])
}
