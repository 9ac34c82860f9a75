/** Questions about commits, patterns and symbols, through the whole server on both databases. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { onEachDatabase } from '../../../test/support/databases.ts'
import { recordDeployment } from '../../deployments/contract.ts'
import { rawGit } from '../../repos/git/testing.ts'
import { findImpact, type Affected, type Impact, type Question } from '../contract.ts'

onEachDatabase('impact of code', (fresh) => {
  let server: TestApp
  /** By their number on main, and `side`. */
  const commits = new Map<string, string>()

  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({
      shop: [
        { files: [['tax.ts', 'export function taxRate() {\n  return 0.2\n}\n'], ['.github/CODEOWNERS', '*.ts @tax\n']] },
        { files: [['cart.ts', "import { taxRate } from './tax.ts'\n\nexport const total = (net: number) => net * taxRate()\n"]], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
        { files: [['cart.ts', "import { taxRate } from './tax.ts'\n\nexport const total = (net: number) => net * (1 + taxRate())\n"]], after: 'reset refs/heads/release-2\nfrom refs/heads/main\n\n' },
        { files: [['x.txt', 'x\n']] },
      ],
      other: [{ files: [['a.txt', 'taxRate\n']] }],
    })
    const log = rawGit(server.path('served', 'shop.git'), ['log', '--reverse', '--format=%H', 'main']).split('\n')
    for (const [at, oid] of log.entries()) commits.set(String(at + 1), oid)
    for (const line of ['2024-01-01 staging 1', '2024-02-01 staging 3', '2024-03-01 production 2', '2024-04-01 staging 1']) {
      const [day, environment = '', commit = ''] = line.split(' ')
      await server.call(recordDeployment, { body: { repo: 'shop', environment, commit: commits.get(commit) ?? '', at: `${day}T00:00:00Z` } })
    }
    await server.settle()
  })
  afterAll(() => server.close())

  const ask = (question: Question) => server.call(findImpact, { body: question }, 'viewer')
  const shown = ({ repo, rev, path, line, kind, at, environment, owner }: Affected) =>
    `${repo}@${rev.length === 40 ? 'commit' : rev}${path === '' ? '' : ` ${path}:${line}`} ${kind} ${at}${environment ? ` in ${environment}` : ''}${owner ? ` by ${owner}` : ''}`
  const rowsOf = ({ affected }: Impact) => affected.map(shown)

  describe('a commit', () => {
    test('stands in branches, tags and what runs, now and before', async () => {
      const answer = await ask({ commit: { repo: 'shop', oid: commits.get('2') ?? '' } })
      expect(rowsOf(answer)).toEqual(['shop@v1 commit tag in production by @tax', 'shop@main commit default by @tax', 'shop@release-2 commit branch by @tax'])
      expect(answer.history.deployed.map(({ environment, from, until }) => `${environment} ${from.time.slice(0, 10)}..${until?.time.slice(0, 10) ?? ''}`)).toEqual(['staging 2024-02-01..2024-04-01', 'production 2024-03-01..'])
      expect(answer).toMatchObject({ complete: true, question: expect.stringContaining('shop'), totals: { repositories: 1, environments: 1, services: 1, places: 3 } })
    })
    test('that is only on the default branch', async () => {
      expect(rowsOf(await ask({ commit: { repo: 'shop', oid: 'main' } }))).toEqual(['shop@main commit default'])
    })
    test('that runs under no name', async () => {
      expect(rowsOf(await ask({ commit: { repo: 'shop', oid: commits.get('1') ?? '' } }))).toContain('shop@commit commit deployed in staging by @tax')
    })
  })

  test('a query finds every place, with owners, at every tracked revision and at what runs', async () => {
    const answer = await ask({ query: 'taxRate' })
    expect(rowsOf(answer)).toEqual([
      'shop@v1 cart.ts:1 code tag in production by @tax', 'shop@v1 cart.ts:3 code tag in production by @tax', 'shop@v1 tax.ts:1 code tag in production by @tax', 'shop@commit tax.ts:1 code deployed in staging by @tax',
      'other@main a.txt:1 code default', 'shop@main cart.ts:1 code default by @tax', 'shop@main cart.ts:3 code default by @tax', 'shop@main tax.ts:1 code default by @tax',
      'shop@release-2 cart.ts:1 code branch by @tax', 'shop@release-2 cart.ts:3 code branch by @tax', 'shop@release-2 tax.ts:1 code branch by @tax',
    ])
    expect(answer).toMatchObject({ complete: true, totals: { owners: 1, repositories: 2 } })
  })

  test('a query that says where to look is not looked for elsewhere', async () => {
    expect(rowsOf(await ask({ query: 'repo:^shop$ rev:v1 taxRate file:tax' }))).toEqual(['shop@v1 tax.ts:1 code tag in production by @tax'])
  })

  test('a symbol is followed to what refers to it', async () => {
    const answer = await ask({ symbol: { repo: 'shop', rev: '', path: 'tax.ts', line: 1, column: 18 } })
    expect(rowsOf(answer)).toEqual([
      'shop@v1 cart.ts:1 code tag in production by @tax', 'shop@v1 cart.ts:3 code tag in production by @tax', 'shop@main cart.ts:1 code default by @tax', 'shop@main cart.ts:3 code default by @tax',
      'shop@release-2 cart.ts:1 code branch by @tax', 'shop@release-2 cart.ts:3 code branch by @tax',
    ])
    expect(answer.question).toContain('taxRate')
    expect(answer).toMatchObject({ complete: true, ledger: { repositories: 2, revisions: 5 } })
  })

  test('a symbol asked about at a release is looked for at every other revision, and at this one once', async () => {
    expect(rowsOf(await ask({ symbol: { repo: 'shop', rev: 'v1', path: 'tax.ts', line: 1, column: 18 } }))).toEqual(rowsOf(await ask({ symbol: { repo: 'shop', rev: '', path: 'tax.ts', line: 1, column: 18 } })))
  })

  test('lines are followed to what refers to what they define; too few of them have no copies, which is said', async () => {
    const answer = await ask({ lines: { repo: 'shop', rev: '', path: 'tax.ts', from: 1, to: 3 } })
    expect(rowsOf(answer)).toEqual(expect.arrayContaining(['shop@main cart.ts:1 code default by @tax', 'shop@main cart.ts:3 code default by @tax']))
    expect(answer.ledger.gaps.map(({ reason }) => reason)).toEqual([expect.stringContaining('tokens; 30 are needed')])
    expect(answer.question).toBe('lines 1 to 3 of shop tax.ts')
  })

  describe('what is refused', () => {
    test.each<[string, unknown, string]>([
      ['nothing', {}, '400 input.invalid'],
      ['two at once', { purl: 'pkg:npm/a', query: 'x' }, '400 input.invalid'],
      ['lines the wrong way round', { lines: { repo: 'shop', path: 'tax.ts', from: 3, to: 1 } }, '400 input.invalid'],
      ['no package URL', { purl: 'event-stream' }, '400 impact.bad_purl'],
      ['an ecosystem that is not read', { purl: 'pkg:deb/debian/curl' }, '400 impact.bad_purl'],
      ['a repository that is not here', { commit: { repo: 'nowhere', oid: 'main' } }, '404 repos.not_found'],
      ['a commit that is not here', { commit: { repo: 'shop', oid: 'v9' } }, '400 impact.unknown_commit'],
      ['an option in place of a commit', { commit: { repo: 'shop', oid: '--all' } }, '400 impact.unknown_commit'],
    ])('%s', async (_, body, expected) => expect(await outcomeOf(server.call(findImpact, { body: body as never }))).toBe(expected))
  })
})
