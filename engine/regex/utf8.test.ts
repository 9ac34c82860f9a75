import { expect, test } from 'vitest'
import { clip, type CharSet } from './charset.ts'
import { pick, seeded } from '../../test/support/random.ts'
import { GRAPH_END, GRAPH_START, utf8Graph, type Utf8Graph } from './utf8.ts'

/** Each path from start to end, in order: `c3[a9-bf]` is the byte c3 and then one of a9…bf. */
function paths(graph: Utf8Graph, node = GRAPH_START): string[] {
  if (node === GRAPH_END) return ['']
  return graph[node].flatMap(({ lo, hi, to }) => {
    const bytes = lo === hi ? hex(lo) : `[${hex(lo)}-${hex(hi)}]`
    return paths(graph, to).map((rest) => bytes + rest)
  })
}

const hex = (byte: number) => byte.toString(16)

test('code points as byte ranges', () => {
  const cases: [set: CharSet, expected: string][] = [
    [[], ''],
    [[0x61, 0x63], '[61-63]'],
    [[0xe9, 0xff], 'c3[a9-bf]'],
    [[0x7f, 0x80], '7f c280'],
    [[0xd7ff, 0xe000], 'ed9fbf ee8080'],
    [[0xd800, 0xdfff], ''],
    [[0x1f4a7, 0x1f4a7], 'f09f92a7'],
    [
      [0, 0x10ffff],
      '[0-7f] [c2-df][80-bf] e0[a0-bf][80-bf] [e1-ec][80-bf][80-bf] ed[80-9f][80-bf] [ee-ef][80-bf][80-bf] ' +
        'f0[90-bf][80-bf][80-bf] [f1-f3][80-bf][80-bf][80-bf] f4[80-8f][80-bf][80-bf]',
    ],
  ]
  for (const [set, expected] of cases) expect(paths(utf8Graph(set)).join(' ')).toBe(expected)
})

test('the graph of everything shares its tails', () => {
  // Start, end, one node each for 1 and 2 and 3 continuation bytes, and those after e0, ed, f0 and f4.
  expect(utf8Graph([0, 0x10ffff])).toHaveLength(9)
})

test('reads exactly the encodings of its members (seed 9)', () => {
  const random = seeded(9)
  const bounds = [0, 0x41, 0x7f, 0x80, 0xbf, 0xff, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x40000, 0x10ffff]
  const near = () => Math.min(0x10ffff, Math.max(0, pick(random, bounds) + random(5) - 2))
  for (let i = 0; i < 300; i++) {
    const [a, b, c, d] = [near(), near(), near(), near()].toSorted((left, right) => left - right)
    const set = c > b + 1 ? [a, b, c, d] : [a, d]
    const graph = utf8Graph(set)
    for (let j = 0; j < 50; j++) {
      const codePoint = near()
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue
      const isMember = clip(set, codePoint, codePoint).length > 0
      expect(reads(graph, Buffer.from(String.fromCodePoint(codePoint))), `${codePoint} in ${set.join()}`).toBe(isMember)
    }
  }
})

function reads(graph: Utf8Graph, bytes: Uint8Array): boolean {
  let node = GRAPH_START
  for (const byte of bytes) {
    const edge = graph[node].find(({ lo, hi }) => lo <= byte && byte <= hi)
    if (edge === undefined) return false
    node = edge.to
  }
  return node === GRAPH_END
}
