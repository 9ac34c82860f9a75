import { describe, expect, test } from 'vitest'
import type { Affected, ServiceEdge, ServiceGraph, ServiceNode } from '../../../src/impact/contract.ts'
import { rowsOf } from '../services.ts'
import { edgesAt, graphOfImpact, graphOfServices, maxNodes, type Graph } from './graph.ts'

/** `web consumes api:pay; pay provides api:pay`: nodes by the edges that speak of them. */
function services(text: string): ServiceGraph {
  const edges = text.split('; ').filter(Boolean).map((each): ServiceEdge => {
    const [from = '', kind = '', to = ''] = each.split(' ')
    const id = (name: string) => (name.includes(':') ? name : `service:${name}`)
    return { from: id(from), to: id(to), kind: kind as ServiceEdge['kind'], certainty: 'declared', package: kind === 'uses_package' ? 'p 1' : null, places: [{ repo: from, commit: 'c', path: 'x', line: 1, certainty: 'declared', names: [] }], placeCount: 2, symbols: null }
  })
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].map((id): ServiceNode => {
    const [kind = '', name = ''] = id.split(':')
    return { id, kind: kind as ServiceNode['kind'], name, title: null, at: { repo: name, commit: 'c', path: 'catalog-info.yaml', line: 1 }, owner: name === 'web' ? 'team-web' : null, system: null, certainty: 'declared' }
  })
  return { nodes, edges }
}

const shown = ({ edges }: Graph) => edges.map(({ from, to, label }) => `${from.replace(/^\w+:/, '')} ${label} ${to.replace(/^\w+:/, '')}`)

describe('arrows lead from what is needed to what needs it', () => {
  test.each<[string, string[]]>([
    ['web consumes api:pay', ['pay called by web']],
    ['pay provides api:pay', ['pay provides pay']],
    ['a sends topic:t; b receives topic:t', ['a sends t', 't received by b']],
    ['a based_on image:node; a builds image:a; b runs image:a; a calls b; a depends_on b; a uses_package b', ['node base of a', 'a builds a', 'a run by b', 'b called by a', 'b needed by a', 'b p 1 used by a']],
    ['a imports b', ['b imported by a']],
    ['a part_of system:s', []],
  ])('%s', (text, expected) => expect(shown(graphOfServices(services(text)))).toEqual(expected))
})

test('of very many, what is hit is drawn first, and the rest is counted', () => {
  const text = Array.from({ length: 400 }, (_, at) => `s${at} calls s${at + 1}`).join('; ')
  const { nodes, edges, left } = graphOfServices(services(text), new Set(['service:s399']))
  expect([nodes.length, left, nodes[0]?.id, edges.every(({ from, to }) => nodes.some(({ id }) => id === from) && nodes.some(({ id }) => id === to))]).toEqual([maxNodes, 401 - maxNodes, 'service:s399', true])
})

const row = (more: Partial<Affected>): Affected => ({
  repo: 'pay', rev: 'main', commit: 'c', path: 'package-lock.json', line: 9, package: 'flow', version: '1', purl: 'pkg:npm/flow@1', via: [], scope: 'runtime', owner: null, owners: [], service: 'pay', environment: null,
  kind: 'transitive', at: 'default', text: null, advisories: [], symbols: [], ...more,
})

test('an answer is drawn from what is asked about to what depends on it, with where that runs', () => {
  const affected = [row({}), row({ rev: 'v1', at: 'tag', environment: 'production', commit: 'd' }), row({ kind: 'code', package: null, purl: null, version: null })]
  const graph = graphOfImpact({ question: 'flow <2', affected, around: { ...services('web calls pay'), hit: [{ id: 'service:pay', rows: [0, 1, 2, 99] }], complete: true } })
  expect(shown(graph)).toEqual(['pkg:npm/flow@1 used through others by pay', 'pay runs in production', 'code in pay', 'pay called by web'])
  expect(graph.nodes.map(({ label, note, isHit }) => `${label} ${note}${isHit ? ' hit' : ''}`)).toEqual(['flow 1 package', 'flow <2 lines of code', 'web team-web', 'pay service hit', 'production environment'])
  expect(edgesAt(graph, 'service:pay').map(({ evidence, count }) => `${evidence.map(({ label }) => label).join()} of ${count}`)).toEqual(['pay@main package-lock.json:9,pay@v1 package-lock.json:9 of 2', 'pay@v1 package-lock.json:9 of 1', 'pay@main package-lock.json:9 of 1', 'web x:1 of 2'])
})

test('a table of services passes over what lies between them', () => {
  const told = services('web consumes api:pay; pay provides api:pay; pay based_on image:node')
  expect(rowsOf(told, '').map(({ name, needs, neededBy }) => `${name}: ${needs.join()} / ${neededBy.join()}`)).toEqual(['pay: node / web', 'web: pay / '])
  expect(rowsOf(told, 'TEAM').map(({ name }) => name)).toEqual(['web'])
})
