import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findNames } from './find-names.ts'
import { NameScore, FIT } from './name-score.ts'
import type { SymbolKind } from '../query/symbol-kinds.ts'
import { lettersOf } from './letters.ts'
import type { OutlinedBlob } from './segment-builder.ts'
import { oidOf, outlines, TestStore } from './symbols.fixture.ts'

describe('how a name fits what is typed', () => {
  test.each([
    ['handle', 'handle', 'exact'], ['Handle', 'handle', 'exactButCase'], ['han', 'handleRequest', 'prefix'], ['HAN', 'handleRequest', 'prefix'],
    ['hr', 'handleRequest', 'humps'], ['haRe', 'handleRequest', 'humps'], ['request', 'handleRequest', 'humps'], ['gtb', 'get_token_balance', 'humps'], ['tb', 'get_token_balance', 'humps'],
    ['phh', 'parseHTTPHeader', 'humps'], ['httph', 'parseHTTPHeader', 'humps'], ['v2', 'parseV2', 'humps'],
    ['andle', 'handleRequest', 'part'], ['equest', 'handleRequest', 'part'], ['hdlrq', 'handleRequest', 'letters'], ['dq', 'handleRequest', 'none'],
    ['requesthandle', 'handleRequest', 'none'], ['xyz', 'handleRequest', 'none'], ['h', 'handleRequest', 'prefix'], ['r', 'handleRequest', 'none'], ['水', '水平', 'prefix'], ['a+', 'a+b', 'prefix'],
  ] as const)('%s in %s: %s', (typed, name, fit) => {
    const bytes = Buffer.from(`before\n${name}\nbehind`)
    const score = new NameScore(typed)
    expect(score.fitOf(bytes, 7, 7 + Buffer.byteLength(name))).toBe(FIT[fit])
    const letters = lettersOf(bytes, 7, 7 + Buffer.byteLength(name))
    if (fit !== 'none') expect((letters & score.letters) >>> 0).toBe(score.letters)
  })
})

let made: TestStore
beforeAll(() => {
  made = new TestStore()
})
afterEach(() => made.close())

function blob(path: string, names: readonly string[]): OutlinedBlob {
  const symbols = names.map((text, line) => {
    const [, owner = '', name = '', kind = 'function'] = /^(?:(\w+)\.)?(\w+)(?::(\S+))?$/.exec(text) ?? []
    return { name, kind: kind as SymbolKind, container: owner, line, column: 0, startLine: line, endLine: line }
  })
  return { oid: oidOf(path), grammar: 0, outline: { state: 'done', symbols } }
}

function find(text: string, { trees, limit = 20 }: { trees: readonly (readonly OutlinedBlob[])[]; limit?: number }): string[] {
  const segments = made.segments()
  const reader = { segment: (serial: number) => segments.get(serial) ?? expect.unreachable('no such segment'), isCancelled: () => false }
  const found = findNames({ text, trees: trees.map((blobs) => made.docsOf(blobs)), limit }, reader)
  for (const segment of segments.values()) segment.close()
  return found.map(({ tree, file, symbol: { name, container } }) => `${tree}/${file} ${container === '' ? '' : `${container}.`}${name}`)
}

test('the best first: fit, then kind, then length, then place', () => {
  const one = blob('one', ['handle', 'handler:field', 'Handler:class', 'Server.handle:method', 'rehandle', 'handleAll', 'HA'])
  const two = blob('two', ['Handle', 'hAndLe', 'xhandle:variable'])
  made = new TestStore().build([one, two])
  expect(find('handle', { trees: [[one, two]] })).toEqual([
    '0/0 handle', '0/0 Server.handle', '0/1 Handle', '0/1 hAndLe', '0/0 Handler', '0/0 handleAll', '0/0 handler', '0/0 rehandle', '0/1 xhandle',
  ])
  expect(find('server.handle', { trees: [[one, two]] })).toEqual(['0/0 Server.handle'])
  expect(find('ha', { trees: [[one, two]], limit: 2 })).toEqual(['0/0 HA', '0/0 handle'])
  expect(find('', { trees: [[one]] })).toEqual([])
})

test('only what stands in the trees is found, in each of them', () => {
  const [one, two, three] = [blob('one', ['same']), blob('two', ['same']), blob('three', ['same'])]
  made = new TestStore().build([one, two, three], 1)
  expect(find('same', { trees: [[two], [one, two]] })).toEqual(['0/0 same', '1/0 same', '1/1 same'])
  expect(find('same', { trees: [[]] })).toEqual([])
})

test.each([1, 2])('what fits is never missed, seed %i', (seed) => {
  const blobs = outlines(seed)
  made = new TestStore().build(blobs, 25)
  for (const typed of ['get', 'token', 'gt', 'handlex', 'é', 'httpser']) {
    const score = new NameScore(typed)
    const plain = blobs.flatMap(({ outline }, file) => (outline.state === 'done' ? outline.symbols : []).flatMap(({ name, container }) => {
      const bytes = Buffer.from(name)
      return score.fitOf(bytes, 0, bytes.length) === FIT.none ? [] : [`0/${file} ${container === '' ? '' : `${container}.`}${name}`]
    }))
    expect(find(typed, { trees: [blobs], limit: 10_000 }).sort()).toEqual(plain.sort())
  }
})
