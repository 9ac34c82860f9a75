import type { UploadRow } from '../store.ts'

/** A run of an indexer: over which folder of which commit. */
export interface PlannedRun {
  commit: string
  root: string
  indexer: string
  indexerVersion: string
}

/** What has to be done so that each planned run is there, or waits, once. */
export interface PlanSteps {
  /** Waiting rows that nobody wants any more. */
  drop: number[]
  /** Runs without a row. */
  add: PlannedRun[]
  /** The row that is next: one that was begun and not ended, else in the order of the plan. */
  nextOf(rows: readonly UploadRow[]): UploadRow | undefined
}

export const isPending = ({ origin, state }: Pick<UploadRow, 'origin' | 'state'>): boolean => origin === 'automatic' && (state === 'waiting' || state === 'indexing')

const keyOf = (commit: string, root: string, indexer: string) => JSON.stringify([commit, root, indexer])
const rowKey = ({ commit_oid, root, indexer }: UploadRow) => keyOf(commit_oid, root, indexer)
const runKey = ({ commit, root, indexer }: PlannedRun) => keyOf(commit, root, indexer)

/**
 * Where there is an index already, or one is being uploaded, nothing is planned; nor where a run failed, which it would again: whoever wants
 * another try removes the failed one.
 */
export function planSteps(runs: readonly PlannedRun[], rows: readonly UploadRow[]): PlanSteps {
  const pending = rows.filter(isPending)
  const settled = new Set(rows.filter((row) => !isPending(row) && !(row.state === 'failed' && row.origin === 'upload')).map(rowKey))
  const wanted = runs.filter((run) => !settled.has(runKey(run)))
  const order = new Map(wanted.map((run, at) => [runKey(run), at]))
  const known = new Set(pending.map(rowKey))
  return {
    drop: pending.filter((row) => !order.has(rowKey(row))).map(({ id }) => id),
    add: wanted.filter((run) => !known.has(runKey(run))),
    nextOf: (all) => all.filter(isPending).toSorted((a, b) => Number(b.state === 'indexing') - Number(a.state === 'indexing') || (order.get(rowKey(a)) ?? 0) - (order.get(rowKey(b)) ?? 0))[0],
  }
}
