import { describe, expect, test } from 'vitest'
import { seeded } from '../../../test/support/random.ts'
import type { LineChange } from '../../repos/repos.ts'
import { lineMoves } from './carry.ts'
import { encodingOf, pointsBefore, unitsBefore } from './units.ts'

/** Random changes from the first line to the last, and where each line of the one text stands in the other, told one by one. */
function randomChanges(seed: number): { changes: LineChange[]; pairs: [then: number | null, now: number | null][] } {
  const random = seeded(seed)
  const changes: LineChange[] = []
  const pairs: [number | null, number | null][] = []
  let [then, now] = [0, 0]
  for (let i = 0; i < 40; i++) {
    for (let kept = 1 + random(5); kept > 0; kept--) pairs.push([then++, now++])
    const [oldLines, newLines] = [random(3), random(3)]
    if (oldLines + newLines === 0) continue
    changes.push({ oldStart: then, oldLines, newStart: now, newLines })
    for (let gone = 0; gone < oldLines; gone++) pairs.push([then++, null])
    for (let come = 0; come < newLines; come++) pairs.push([null, now++])
  }
  return { changes, pairs }
}

test.each([1, 2, 3])('lines are carried both ways as they are told one by one (seed %i)', (seed) => {
  const { changes, pairs } = randomChanges(seed)
  const moves = lineMoves(changes)
  for (const [then, now] of pairs) {
    if (then !== null) expect(moves.toNow(then)).toBe(now)
    if (now !== null) expect(moves.toThen(now)).toBe(then)
  }
})

describe('columns', () => {
  const line = 'aé🐕b'
  test.each([
    ['utf-8', [0, 1, 1, 2, 2, 2, 2, 3, 4, 5]],
    ['utf-16', [0, 1, 2, 2, 3, 4, 5]],
    ['utf-32', [0, 1, 2, 3, 4, 5]],
  ] as const)('of %s become code points', (encoding, points) => {
    expect(points.map((_, column) => pointsBefore(line, column, encoding))).toEqual(points)
    for (let point = 0; point <= 5; point++) expect(pointsBefore(line, unitsBefore(line, point, encoding), encoding)).toBe(point)
  })

  test.each([
    ['unspecified', 'scip-go', 'utf-8'],
    ['unspecified', 'rust-analyzer', 'utf-8'],
    ['unspecified', 'scip-typescript', 'utf-16'],
    ['unspecified', '', 'utf-16'],
    ['utf-32', 'scip-go', 'utf-32'],
  ] as const)('that are %s, by %s: %s', (encoding, tool, expected) => expect(encodingOf({ encoding }, tool)).toBe(expected))
})
