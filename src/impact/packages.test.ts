/** Questions about packages, through the whole server on both databases: pushes, force-pushes, deployments and removal too. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { onEachDatabase } from '../../test/support/databases.ts'
import { recordDeployment } from '../deployments/contract.ts'
import type { Step } from '../repos/git/testing.ts'
import { exportImpact, ExportFormat, findImpact, readDependencies, type Affected, type Impact, type Question } from './contract.ts'

const json = (value: unknown) => JSON.stringify(value, null, 2)

/** `app: http@2.1.0* > flow; flow@1.14.7`: the package.json and package-lock.json of a project whose packages stand there, direct ones with a star. */
function npm(text: string): NonNullable<Step['files']> {
  const [name = '', packages = ''] = text.split(': ')
  const parts = packages.split('; ').filter(Boolean).map((part) => /^([^@]+)@([\w.]+)(\*?)(?: > (.*))?$/.exec(part) ?? [])
  const direct = Object.fromEntries(parts.flatMap(([, pack = '', version = '', star]) => (star ? [[pack, `^${version}`]] : [])))
  const locked = Object.fromEntries(parts.map(([, pack, version, , asks = '']) => [`node_modules/${pack}`, { version, dependencies: Object.fromEntries(asks.split(' ').filter(Boolean).map((each) => [each, '*'])) }]))
  return [['package.json', json({ name, dependencies: direct })], ['package-lock.json', json({ lockfileVersion: 3, packages: { '': {}, ...locked } })]]
}

const tagged = (name: string) => `reset refs/tags/${name}\nfrom refs/heads/main\n\n`

onEachDatabase('impact of packages', (fresh) => {
  let server: TestApp

  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({
      checkout: [
        { files: [...npm('checkout: http@2.0.0*'), ['CODEOWNERS', '* @pay\n']], after: tagged('v1') },
        { files: npm('checkout: http@2.1.0* > flow; flow@1.14.7'), after: `${tagged('v2')}reset refs/heads/release-2\nfrom refs/heads/main\n\n` },
        { files: [['x.txt', 'x\n']] },
        { files: npm('checkout: http@2.1.0* > flow; flow@1.15.0'), after: tagged('v3') },
      ],
      cart: [{ files: npm('cart: flow@1.14.7*') }],
      past: [{ files: npm('past: flow@1.14.7*') }, { files: npm('past: flow@1.15.0*') }],
      copy: [{ files: npm('cart: flow@1.14.7*') }],
      clean: [{ files: npm('clean: other@1.0.0*') }],
    })
    for (const line of ['2024-01-01 production v2', '2024-02-01 staging v3', '2024-03-01 production v3', '2024-04-01 production v2']) {
      const [day, environment = '', commit = ''] = line.split(' ')
      await server.call(recordDeployment, { body: { repo: 'checkout', environment, commit, at: `${day}T00:00:00Z` } })
    }
    await server.settle()
  })
  afterAll(() => server.close())

  const ask = (question: Question) => server.call(findImpact, { body: question }, 'viewer')
  const shown = ({ repo, rev, path, line, kind, via, environment, owner, advisories }: Affected) =>
    [`${repo}@${rev}`, `${path}:${line}`, kind, via.join(' > '), environment ? `in ${environment}` : '', owner ? `by ${owner}` : '', advisories.join()].filter(Boolean).join(' ')
  const rowsOf = ({ affected }: Impact) => affected.map(shown)
  const repositories = ({ affected }: Impact) => [...new Set(affected.map(({ repo }) => repo))].toSorted().join(' ')

  const vulnerable = { purl: 'pkg:npm/flow', range: '>=1.0.0 <1.15.0' }
  const advisory = (id: string, name: string, fixed: string) => ({ id, affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] }] })

  describe('a package in a range of versions', () => {
    test('is found where it is used, through what, and where that runs; also on a release branch that main has left behind', async () => {
      const answer = await ask(vulnerable)
      expect(rowsOf(answer)).toEqual([
        'checkout@v2 package-lock.json:11 transitive checkout > http 2.1.0 > flow 1.14.7 in production by @pay',
        'cart@main package.json:4 direct cart > flow 1.14.7',
        'checkout@release-2 package-lock.json:11 transitive checkout > http 2.1.0 > flow 1.14.7 by @pay',
        'copy@main package.json:4 direct cart > flow 1.14.7',
      ])
      expect(answer).toMatchObject({ complete: true, ledger: { gaps: [] }, totals: { repositories: 3, direct: 2, transitive: 2, environments: 1, services: 1, owners: 1 } })
    })
    test('once was, between which commits and which deployments', async () => {
      const { history } = await ask(vulnerable)
      expect(history.mainlines.map(({ repo, version, kind, from, until }) => `${repo} ${version} ${kind} ${from.time.slice(11, 13)}..${until?.time.slice(11, 13) ?? ''}`).toSorted()).toEqual([
        'cart 1.14.7 direct 22..', 'checkout 1.14.7 transitive 23..01', 'copy 1.14.7 direct 22..', 'past 1.14.7 direct 22..23',
      ])
      expect(history.deployed.map(({ environment, from, until }) => `${environment} ${from.time.slice(0, 10)}..${until?.time.slice(0, 10) ?? ''}`)).toEqual(['production 2024-01-01..2024-03-01', 'production 2024-04-01..'])
    })
    test.each<[Question, string]>([
      [{ purl: 'pkg:npm/flow@1.14.7' }, 'cart checkout copy'],
      [{ purl: 'pkg:npm/flow' }, 'cart checkout copy past'],
      [{ purl: 'pkg:npm/flow', range: '1.15.x' }, 'checkout past'],
      [{ purl: 'pkg:npm/flow', range: '>=9.0.0' }, ''],
      [{ purl: 'pkg:npm/flo' }, ''],
      [{ purl: 'pkg:pypi/flow' }, ''],
      [{ osv: [advisory('A-1', 'flow', '1.14.0'), advisory('A-2', 'other', '2.0.0')] }, 'clean'],
      [{ osv: JSON.stringify(advisory('A-3', 'flow', '1.15.0')) }, 'cart checkout copy'],
    ])('%j is in %j', async (question, expected) => expect(repositories(await ask(question))).toBe(expected))
    test('an advisory is named, and each that speaks of the version', async () => {
      expect(rowsOf(await ask({ osv: [advisory('A-2', 'other', '2.0.0'), advisory('A-1', 'other', '1.5.0')] }))).toEqual(['clean@main package.json:4 direct clean > other 1.0.0 A-1,A-2'])
    })
  })

  test('all dependencies at any revision', async () => {
    const { packages, complete } = await server.call(readDependencies, { query: { repo: 'checkout', rev: 'release-2~1' } }, 'viewer')
    expect([complete, packages.map(({ purl, direct, via }) => `${purl} ${direct} ${via.join(' > ')}`)]).toEqual([true, ['pkg:npm/http@2.0.0 true checkout > http 2.0.0']])
  })

  describe('exports', () => {
    test.each(ExportFormat.options)('%s is the same twice, and names what it covers', async (format) => {
      const write = async () => (await server.send(`POST ${exportImpact.path}?format=${format}`, { as: 'viewer', body: { osv: advisory('A-3', 'flow', '1.15.0') } })).text()
      const [first, second] = [await write(), await write()]
      expect(first).toBe(second)
      expect(first).toContain(format === 'json' ? '"complete": true' : 'Nothing was left out')
      expect(first).toContain('1.14.7')
      if (!['csv', 'md'].includes(format)) expect(JSON.parse(first)).toMatchObject({ cyclonedx: { specVersion: '1.6' }, openvex: { '@context': 'https://openvex.dev/ns/v0.2.0' }, sarif: { version: '2.1.0' }, json: {} }[format as 'sarif'])
    })
    test('a link gives a file', async () => {
      const response = await server.send('GET /api/v1/impact/export?format=csv&purl=pkg:npm/flow', { as: 'viewer' })
      expect([response.status, response.headers.get('content-disposition'), response.headers.get('x-complete')]).toEqual([200, expect.stringContaining('impact.csv'), 'yes'])
    })
  })

  describe('as repositories change', () => {
    const textFiles = (text: string) => npm(text).map(([path, content]) => [String(path), String(content)] as const)
    const mainlinesOf = async (repo: string, question: Question) => (await ask(question)).history.mainlines.filter((span) => span.repo === repo).map(({ version, until }) => `${version}${until ? ' gone' : ''}`)

    test('a push is read on from where it was', async () => {
      await server.push('cart', textFiles('cart: flow@1.15.0*'))
      expect(repositories(await ask(vulnerable))).toBe('checkout copy')
      expect(await mainlinesOf('cart', { purl: 'pkg:npm/flow' })).toEqual(['1.14.7 gone', '1.15.0'])
    })
    test('a force-push takes back what never was', async () => {
      await server.push('cart', textFiles('cart: flow@1.13.0*'), { parent: null })
      expect(await mainlinesOf('cart', { purl: 'pkg:npm/flow' })).toEqual(['1.13.0'])
      expect(repositories(await ask(vulnerable))).toBe('cart checkout copy')
    })
    test('without a lockfile nobody knows, and the answer says so', async () => {
      await server.push('cart', [['package.json', json({ name: 'cart', dependencies: { flow: '^1.13.0' } })]])
      const answer = await ask(vulnerable)
      expect([answer.complete, repositories(answer), answer.ledger.gaps]).toEqual([false, 'checkout copy', [{ repo: 'cart', rev: 'main', path: 'package.json', reason: 'flow is declared as ^1.13.0, and no lockfile tells which version that is.' }]])
      expect(repositories(await ask({ purl: 'pkg:npm/flow' }))).toContain('cart')
    })
    test('what cannot be read is told', async () => {
      await server.push('cart', [['package.json', '{'], ['package-lock.json', '<<<<<<< HEAD']])
      const { complete, ledger } = await ask(vulnerable)
      expect([complete, ledger.gaps.map(({ path }) => path)]).toEqual([false, expect.arrayContaining(['package-lock.json', 'package.json'])])
    })
    test('a repository that is removed is gone from every answer', async () => {
      const { id } = await server.app.repos.byName(server.people.owner, 'cart')
      await server.app.repos.remove(server.people.owner, id)
      await server.settle()
      expect(await ask(vulnerable)).toMatchObject({ complete: true, ledger: { repositories: 4 } })
      expect(await mainlinesOf('cart', { purl: 'pkg:npm/flow' })).toEqual([])
    })
  })
})
