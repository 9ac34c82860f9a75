import { describe, expect, test } from 'vitest'
import { blameFor, repairedRuns, type RepairedLine } from './repaired-lines.ts'

/** A hunk: ` kept`, `-taken away`, `+added`, a line each, from old line 10 on. */
function runs(...lines: string[]): string {
  let old = 10
  const told = lines.map((line) => ({ kind: line.startsWith('-') ? 'removed' as const : line.startsWith('+') ? 'added' as const : 'context' as const, oldLine: line.startsWith('+') ? null : old++, text: line.slice(1) }))
  return repairedRuns([{ oldPath: 'a.c', hunks: [{ lines: told }] }]).map(({ start, end, isAdded }) => `${start}${end === start ? '' : `-${end}`}${isAdded ? ' around' : ''}`).join(' ')
}

describe('the lines that a repair mends', () => {
  test.each<[string, string[], string]>([
    ['replaced', [' a', '-b', '+c', ' d'], '11'],
    ['taken away, in two places', [' a', '-b', '-c', ' d', '-e'], '11-12 14'],
    ['only added between', [' a', '+b', '+c', ' d'], '10-11 around'],
    ['only added at the end', [' a', '+b'], '10 around'],
    ['only laid out anew', [' a', '-  if (x) {', '+\tif  (x) {', ' d'], ''],
    ['one of several laid out anew', ['-a  b', '-c', '-d e', '+a b', '+d  e'], '11'],
    ['nothing', [' a', ' b'], ''],
  ])('%s', (_, lines, expected) => expect(runs(...lines)).toBe(expected))
  test('a new file mends nothing', () => expect(repairedRuns([{ oldPath: null, hunks: [{ lines: [{ kind: 'added', oldLine: null, text: 'a' }] }] }])).toEqual([]))
})

/** `one: x = 1; two: }; + three: y`: who brought each line; runs are set apart by `|`, lines around what was added begin with a plus. */
function check(text: string, expected: string, path = 'src/a.c'): void {
  test(`${text} ⇒ ${expected}`, () => {
    const lines = text.split(' | ').flatMap((run, at) => run.split('; ').map((line): RepairedLine => {
      const [, plus, where, oid = '', code = ''] = /^(\+ )?(?:(\S+\/\S+) )?(\w+): (.*)$/.exec(line) ?? []
      return { path: where ?? path, run: at, isAdded: plus !== undefined, text: code, broughtBy: oid }
    }))
    expect(blameFor(lines).map(({ oid, share }) => `${oid} ${Math.round(share * 100)}`).join(' ')).toBe(expected)
  })
}

describe('who brought them', () => {
  check('one: x = 1', 'one 100')
  check('one: x = 1; one: y = 2; two: z = 3', 'one 67 two 33')
  check('one: x = 1; one: y = 2; one: w = 4 | two: z = 3 | two: q = 1', 'two 67 one 33')
  check('one: x = 1 | + two: y = 2', 'one 67 two 33')
  check('+ one: x = 1; + two: y = 2', 'one 50 two 50')
  check('one: }; one: // says; two: x = 1', 'two 100')
  check('one: }', 'one 100')
  check('docs/a.md one: x | src/a.c two: y = 1', 'two 100')
  check('docs/a.md one: x', 'one 100')
})
