import { describe, expect, test } from 'vitest'
import type { UploadRow } from '../store.ts'
import { planSteps } from './plan.ts'

/** `commit root indexer`, with `.` for the top. */
function runOf(text: string) {
  const [commit = '', root = '', indexer = ''] = text.split(' ')
  return { commit, root: root === '.' ? '' : root, indexer, indexerVersion: '1' }
}

/** The same with origin and state behind it. */
function rowOf(text: string, id: number): UploadRow {
  const { commit, root, indexer } = runOf(text)
  const [origin, state] = text.split(' ').slice(3)
  return { id, commit_oid: commit, root, indexer, origin, state } as UploadRow
}

const shown = ({ commit, root, indexer }: ReturnType<typeof runOf>) => [commit, root || '.', indexer].join(' ')

/** Of runs that are wanted and rows that are there, numbered from 1: what goes, what comes, and which of the rows is next. */
function check(runs: string[], rows: string[], expected: { drop?: number[]; add?: string[]; next?: number | null }): void {
  test(`${runs.join(', ') || 'nothing'} with ${rows.join(', ') || 'nothing'} → ${JSON.stringify(expected)}`, () => {
    const all = rows.map((row, at) => rowOf(row, at + 1))
    const { drop, add, nextOf } = planSteps(runs.map(runOf), all)
    expect({ drop, add: add.map(shown), next: nextOf(all.filter(({ id }) => !drop.includes(id)))?.id ?? null }).toEqual({ drop: [], add: [], next: null, ...expected })
  })
}

describe('what is to be indexed', () => {
  check([], [], {})
  check(['a . ts', 'a lib py'], [], { add: ['a . ts', 'a lib py'] })
  check(['a . ts'], ['a . ts upload completed'], {})
  check(['a . ts'], ['a . ts upload processing'], {})
  check(['a . ts'], ['a . ts upload failed'], { add: ['a . ts'] })
  check(['a . ts'], ['a . ts automatic failed'], {})
  check(['a . ts'], ['a . py upload completed', 'b . ts upload completed', 'a lib ts upload completed'], { add: ['a . ts'] })
})

describe('what waits', () => {
  check(['a . ts'], ['a . ts automatic waiting'], { next: 1 })
  check(['b . ts', 'a . ts'], ['a . ts automatic waiting', 'b . ts automatic waiting'], { next: 2 })
  check(['b . ts', 'a . ts'], ['a . ts automatic indexing', 'b . ts automatic waiting'], { next: 1 })
  check(['b . ts'], ['a . ts automatic waiting', 'b . ts automatic waiting'], { drop: [1], next: 2 })
  check(['a . ts'], ['a . ts upload completed', 'a . ts automatic waiting'], { drop: [2] })
})
