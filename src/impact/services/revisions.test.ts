/** Services at other revisions than the default branches, through the whole server. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { onEachDatabase } from '../../../test/support/databases.ts'
import { recordDeployment } from '../../deployments/contract.ts'
import { resolveRevision } from '../../repos/contract.ts'
import { findImpact, listServices, type ServiceEdge } from '../contract.ts'

const component = (name: string, spec: string) => `apiVersion: backstage.io/v1\nkind: Component\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
const npm = (name: string, dependencies: Record<string, string>) => JSON.stringify({ name, version: '1.0.0', dependencies }, null, 1)
const lock = (packages: Record<string, string>) => JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }])) } }, null, 1)

const old = (version: string, line: string): [string, string][] => [
  ['package.json', npm('desk', { '@acme/kit': '^0.9.0' })], ['package-lock.json', lock({ '@acme/kit': version })], ['catalog-info.yaml', component('counter', 'owner: team-old')], ['a.ts', `${line}import { old } from '@acme/kit'\n`],
]

onEachDatabase('services at revisions', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({
      kit: [{ files: [['package.json', npm('@acme/kit', {})], ['catalog-info.yaml', component('kit', 'owner: team-kit')]] }],
      desk: [
        { branch: 'refs/heads/release/1.8', files: old('0.9.0', '// first\n') },
        { branch: 'refs/heads/release/1.9', files: old('0.9.0', '') },
        { branch: 'refs/heads/release/1.10', files: old('0.9.5', '// later\n') },
        { files: [['catalog-info.yaml', component('desk', 'owner: team-desk')], ['package.json', npm('desk', {})], ['a.ts', "fetch('http://kit:80/x')\n"]] },
      ],
    })
    const commitOf = async (repo: string, rev: string) => (await server.call(resolveRevision, { query: { repo, rev } })).commit
    await server.call(recordDeployment, { body: { repo: 'desk', commit: await commitOf('desk', 'release/1.9'), service: 'desk', environment: 'production', version: '1.9.4' } })
    await server.call(recordDeployment, { body: { repo: 'desk', commit: await commitOf('desk', 'main'), service: 'desk-jobs', environment: 'staging' } })
    await server.call(recordDeployment, { body: { repo: 'desk', commit: await commitOf('desk', 'release/1.10'), service: 'desk', environment: 'staging', version: '1.10.0' } })
    await server.settle()
  })
  afterAll(() => server.close())

  const shown = ({ from, to, kind, package: uses, places }: ServiceEdge) => `${from.slice(8)} ${kind} ${uses ?? ''} ${to.slice(8)} ${places.map(({ path, line }) => `${path}:${line}`).join()}`

  /** The edges, where each repository is told (`?` where it has none that was asked for), and what is left out. */
  const check = (query: { rev?: string; environment?: string }, expected: { edges: string[]; at: string; gaps?: string[] }) =>
    test(JSON.stringify(query), async () => {
      const { edges, revisions, gaps, complete } = await server.call(listServices, { query }, 'viewer')
      expect(edges.map(shown)).toEqual(expected.edges)
      expect(revisions.map(({ repo, rev, isFallback }) => `${repo} ${rev}${isFallback ? '?' : ''}`).join()).toBe(expected.at)
      expect(gaps.map(({ repo, reason }) => `${repo}: ${reason}`)).toEqual(expected.gaps ?? [])
      expect(complete).toBe(expected.gaps === undefined)
    })

  const later = ['counter uses_package @acme/kit 0.9.5 kit package.json:5,a.ts:2']
  const earlier = ['counter uses_package @acme/kit 0.9.0 kit package.json:5,a.ts:1']
  check({}, { edges: ['desk calls  kit a.ts:1'], at: 'desk main,kit main' })
  check({ rev: 'release/*' }, { edges: later, at: 'desk release/1.10,kit main?' })
  check({ rev: 'release/1.9' }, { edges: earlier, at: 'desk release/1.9,kit main?' })
  check({ rev: 'nothing' }, { edges: ['desk calls  kit a.ts:1'], at: 'desk main?,kit main?' })
  check({ environment: 'production' }, { edges: earlier, at: 'desk 1.9.4,kit main?' })
  check({ environment: 'staging' }, { edges: later, at: 'desk 1.10.0,kit main?', gaps: [expect.stringMatching(/^desk: It has several such revisions: 1\.10\.0 is told, and not [0-9a-f]{40}\.$/) as unknown as string] })
  test('not both', async () => expect(await outcomeOf(server.call(listServices, { query: { rev: 'a', environment: 'b' } }))).toContain('400 impact.two_revisions'))

  test('what is hit has the name that the catalogue of its own commit gives, unless it runs under another', async () => {
    const { affected } = await server.call(findImpact, { body: { purl: 'pkg:npm/%40acme/kit' } }, 'viewer')
    const expected = ['release/1.10 desk staging', 'release/1.9 desk production', 'release/1.8 counter null']
    expect(affected.map(({ rev, service, environment }) => `${rev} ${service} ${environment}`)).toEqual(expected)
    const { affected: lines } = await server.call(findImpact, { body: { query: 'repo:desk rev:*refs/heads/* /import .* old/' } }, 'viewer')
    expect(lines.map(({ rev, service, environment }) => `${rev} ${service} ${environment}`)).toEqual(expected)
  })
  test('what is not tracked any more is forgotten', async () => {
    await server.push('kit', [['package.json', npm('@acme/kit', {})]])
    expect((await server.call(listServices, { query: {} }, 'viewer')).edges.map(shown)).toEqual(['desk calls  kit a.ts:1'])
  })
})
