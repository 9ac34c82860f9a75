/** Services through the whole server, on both databases: what is pushed, renamed and removed too. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { onEachDatabase } from '../../../test/support/databases.ts'
import { findImpact, listServices, type ServiceEdge } from '../contract.ts'

const component = (name: string, spec: string) => `apiVersion: backstage.io/v1\nkind: Component\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
const npm = (name: string, dependencies: Record<string, string>) => JSON.stringify({ name, version: '1.0.0', dependencies }, null, 1)
const lock = (packages: Record<string, string>) => JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }])) } }, null, 1)

onEachDatabase('services', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({
      kit: [{ files: [['package.json', npm('@acme/kit', { flow: '^1.0.0' })], ['package-lock.json', lock({ flow: '1.1.0' })], ['catalog-info.yaml', component('kit', 'owner: team-kit')]] }],
      pay: [{ files: [['package.json', npm('pay', { '@acme/kit': '^1.0.0' })], ['package-lock.json', lock({ '@acme/kit': '1.0.0' })], ['catalog-info.yaml', component('pay', 'owner: team-pay')], ['src/pay.ts', "import { retry, type Flow } from '@acme/kit/flow'\nimport 'flow'\n"]] }],
      web: [{ files: [['src/call.ts', "export const pay = () => fetch('http://pay:8080/v1')\n"], ['README.md', 'http://kit:80/\n']] }],
    })
    await server.settle()
  })
  afterAll(() => server.close())

  const shown = ({ from, to, kind, certainty, package: uses, places }: ServiceEdge) => `${from} ${kind} ${uses ?? ''} ${to} ${certainty} ${places[0]?.path}:${places[0]?.line}`

  test('are joined over repositories: by packages, and by what code calls', async () => {
    const { edges, nodes, complete, repositories } = await server.call(listServices, { query: {} }, 'viewer')
    expect(edges.map(shown)).toEqual(['service:web calls  service:pay inferred src/call.ts:1', 'service:pay uses_package @acme/kit 1.0.0 service:kit precise package.json:5'])
    expect(nodes.map(({ id, owner, certainty }) => `${id} ${owner} ${certainty}`).toSorted()).toEqual(['service:kit team-kit declared', 'service:pay team-pay declared', 'service:web null inferred'])
    expect({ complete, repositories }).toEqual({ complete: true, repositories: 3 })
  })
  test('with what code takes from the other, and where', async () => {
    const { edges } = await server.call(listServices, { query: {} }, 'viewer')
    const uses = edges.find(({ kind }) => kind === 'uses_package')
    expect(uses?.places.map(({ path, line, certainty, names }) => `${path}:${line} ${certainty} ${names.join(' ')}`.trim())).toEqual(['package.json:5 precise', 'src/pay.ts:1 inferred retry Flow'])
    expect(uses?.symbols).toEqual({ names: ['Flow', 'retry'], count: 2 })
  })
  test('stand in the answer about a package, with all that depend on what is hit', async () => {
    const { affected, around, totals } = await server.call(findImpact, { body: { purl: 'pkg:npm/flow' } }, 'viewer')
    expect(affected.map(({ repo, service, environment }) => `${repo} ${service} ${environment}`)).toEqual(['kit kit null'])
    expect(around.hit).toEqual([{ id: 'service:kit', rows: [0] }])
    expect(around.edges.map(shown)).toEqual(['service:web calls  service:pay inferred src/call.ts:1', 'service:pay uses_package @acme/kit 1.0.0 service:kit precise package.json:5'])
    expect({ dependents: totals.dependents, complete: around.complete }).toEqual({ dependents: 2, complete: true })
  })
  test('are read again after a push', async () => {
    await server.push('web', [['call.ts', 'export const nothing = 1\n']])
    expect((await server.call(listServices, { query: {} }, 'viewer')).edges.map(shown)).toEqual(['service:pay uses_package @acme/kit 1.0.0 service:kit precise package.json:5'])
  })
})
