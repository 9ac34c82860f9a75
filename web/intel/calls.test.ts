import { expect, test } from 'vitest'
import type { CallEdge, CallGraph, CallNode } from '../../src/intel/contract.ts'
import { callsOf, nameOf, type Direction } from './calls.ts'

const nodeOf = (id: string): CallNode => ({ id, repo: 'r', rev: '', commit: 'c', path: `${id}.ts`, line: 1, column: 1, name: id, container: '' })
const edgeOf = (edge: string, line: number): CallEdge => {
  const [from = '', to = ''] = edge.split('>')
  return { from, to: to.replace('~', ''), repo: 'r', rev: '', path: `${from}.ts`, line, column: 1, text: '', precise: !to.endsWith('~') }
}
/** `a>b` calls; `a>b~` is search-based. */
const graphOf = (nodes: string, edges: string): CallGraph => ({ nodes: nodes.split(' ').filter(Boolean).map(nodeOf), edges: edges.split(' ').filter(Boolean).map(edgeOf), cut: null })
const show = (nodes: string, edges: string, direction: Direction) => callsOf(graphOf(nodes, edges), direction).map(({ node, edges, precise }) => `${node.id} ${edges.length}${precise ? '' : '~'}`).join(', ')

test.each<[nodes: string, edges: string, Direction, shown: string]>([
  ['', '', 'callers', ''],
  ['a', '', 'callers', ''],
  ['a b c', 'b>a c>a b>a', 'callers', 'b 2, c 1'],
  ['a b c', 'b>a a>c', 'callees', 'c 1'],
  ['a b c', 'b>a c>b', 'callers', 'b 1'],
  ['a b', 'b>a b>a~', 'callers', 'b 2~'],
  ['a', 'a>a', 'callers', 'a 1'],
])('%s with %s: %s are %s', (nodes, edges, direction, shown) => expect(show(nodes, edges, direction)).toBe(shown))

test.each([
  ['total', 'Cart', 'Cart.total'], ['total', '', 'total'], ['', '', 'cart.ts'],
])('%s in %s is called %s', (name, container, shown) => expect(nameOf({ name, container, path: 'cart.ts' })).toBe(shown))
