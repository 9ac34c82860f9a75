import { pathOfName, type History } from '../../engine/history/index.ts'
import type { AskedHistory } from '../../engine/pool/index.ts'
import type { Repository } from '../repos/contract.ts'
import { createBreath } from './breath.ts'
import { fileFilter, speaksOfAll } from './file-filter.ts'
import type { UnitSearch } from './run.ts'

/** The part of an indexed mainline that a search speaks of: positions from…before-1. */
export interface HistoryRange {
  history: History
  asked: AskedHistory
  from: number
  before: number
  /** Commits that the search speaks of and the index does not have: not indexed yet, or not of the mainline. */
  pending: number
}

export async function historyRange({ unit, request, deps }: UnitSearch): Promise<HistoryRange> {
  const { repository, commit, exclude } = unit
  const history = deps.histories.of(repository.id)
  const isKnown = (oid: string) => history.positionOf(oid) >= 0
  const { common, count } = isKnown(commit) ? { common: commit, count: 0 } : await deps.repos.mainlineSince(request.viewer, repository, commit, { isKnown, signal: request.signal })
  const before = common === null ? 0 : history.positionOf(common) + 1
  const wanted = exclude.length === 0 ? before + count : await deps.repos.countMainline(request.viewer, repository, { include: [commit], exclude, signal: request.signal })
  return { history, asked: asAsked(repository, history), from: Math.max(0, before + count - wanted), before, pending: Math.min(count, wanted) }
}

/** The history as it is sent to workers. */
export const asAsked = ({ id }: Pick<Repository, 'id'>, { shared }: History): AskedHistory => ({ key: `${id} ${shared.runs.map(({ serial }) => serial).join()}`, shared })

/** For each run the files that a branch speaks of; null for all. With a name for the choice, by which it may be remembered. */
export async function filesOfRuns(search: UnitSearch, history: History): Promise<{ paths: Uint8Array[] | null; filter: string }> {
  const { files, langs, filePredicates, caseSensitive } = search.branch
  if (speaksOfAll(search.branch)) return { paths: null, filter: '' }
  const passes = await fileFilter(search)
  const breathe = createBreath(search.request.signal)
  const paths: Uint8Array[] = []
  for (const run of history.runs) {
    const flags = new Uint8Array(new SharedArrayBuffer(run.pathCount))
    for (let path = 0; path < run.pathCount; path++) {
      const pause = breathe()
      if (pause) await pause
      flags[path] = Number(passes(pathOfName(run.nameOf(path))))
    }
    paths.push(flags)
  }
  return { paths, filter: JSON.stringify([files, langs, caseSensitive, ...(filePredicates.length > 0 ? [filePredicates, search.unit.commit] : [])]) }
}

/** The ledger is told what could not be looked at. `unseen` commits were left out as there was too much in those behind. */
export async function noteGaps(search: UnitSearch, { history, asked, pending, unseen = 0 }: HistoryRange & { unseen?: number }): Promise<void> {
  const { unit: { row }, request, deps } = search
  const { paths } = await filesOfRuns(search, history)
  for (const { reason, count, examples } of await deps.pool.run('gaps', { query: asked.key, history: asked, paths }, { signal: request.signal })) {
    row.skippedMany(reason === 'binary' ? 'binary' : 'history_gap', count, examples)
  }
  if (pending > 0) row.skippedMany('history_behind', pending, [])
  if (unseen > 0) row.skippedMany('too_much_work', unseen, [])
}
