import { freshPart, type NewCommit } from '../../engine/commits/index.ts'
import type { CommitsAnswer, CommitsAsked } from '../../engine/pool/index.ts'
import { wholeCommit } from '../repos/repos.ts'
import { createBreath } from './breath.ts'
import { commitQuery } from './commit-filter.ts'
import type { FoundCommit } from './found.ts'
import type { KnownCommits } from './index/commit-index.ts'
import type { UnitSearch } from './run.ts'
import { commitJudge, type Tally } from './walk-commits.ts'

/** So many commits are shown in the first answer of a worker, which should come soon, and in each later one. */
const firstCommits = 200
const commitsAtOnce = 1_000
/** With more that the store has not, a walk over all is as good; and they are in memory until the search ends. */
const maxFresh = 5_000
const maxFreshCharacters = 8 * 1024 * 1024

/** The commits that a search speaks of, as numbers of the store and of fresh ones behind it. */
export interface StoredRange {
  asked: Pick<CommitsAsked, 'store' | 'range'>
  fresh: readonly NewCommit[]
}

/** Null where git has to be walked: there is no store, it lacks too much, or the query does not want an index. */
export async function commitRange(search: UnitSearch): Promise<StoredRange | null> {
  const { unit, branch, deps } = search
  const known = deps.commits.of(unit.repository.id)
  const { store, key } = known
  if (store.length === 0 || branch.index === 'no') return null
  const fresh = await freshCommits(search, known)
  const part = fresh && freshPart(store, fresh)
  if (fresh === null || part === null) return null
  const places = new Map(fresh.map(({ oid }, place) => [oid, place]))
  const numberOf = (oid: string) => {
    const place = places.get(oid)
    return place === undefined ? store.numberOf(oid) : store.length + place
  }
  const range = { key: [unit.commit, ...unit.exclude].join(' '), tip: numberOf(unit.commit), exclude: unit.exclude.map(numberOf), fresh: part }
  return [range.tip, ...range.exclude].includes(-1) ? null : { asked: { store: { key, shared: store.shared }, range }, fresh }
}

/** What the ends of the range reach and the store has not; null if that is too much. */
async function freshCommits({ unit, request, deps }: UnitSearch, { store, heads }: KnownCommits): Promise<NewCommit[] | null> {
  const include = [unit.commit, ...unit.exclude].filter((oid) => store.numberOf(oid) < 0)
  const fresh: NewCommit[] = []
  if (include.length === 0) return fresh
  let characters = 0
  for await (const read of deps.repos.walkGraph(request.viewer, unit.repository, { include, exclude: heads(), signal: request.signal })) {
    for (const commit of read) {
      if (store.numberOf(commit.oid) >= 0) continue
      characters += commit.message.length
      if (fresh.push(commit) > maxFresh || characters > maxFreshCharacters) return null
    }
  }
  return fresh
}

/** The commits of a range that are wanted, in the order of git's walk. */
export async function* searchKnownCommits(search: UnitSearch, { asked, fresh }: StoredRange, tell: Tally): AsyncGenerator<FoundCommit> {
  const { repository, rev } = search.unit
  const judge = commitJudge(search)
  const breathe = createBreath(search.request.signal)
  for await (const answer of answers(search, asked)) {
    tell(answer.next ?? answer.length)
    for (const hit of answer.hits) {
      const pause = breathe()
      if (pause) await pause
      if (hit.kind === 'stored') yield { kind: 'commit', repository, rev, change: wholeCommit(hit.commit), ranges: hit.ranges, diff: null }
      const commit = hit.kind === 'fresh' ? fresh[hit.place] : undefined
      const found = commit && judge(wholeCommit(commit))
      if (found) yield found
    }
  }
}

async function* answers({ branch, request, deps }: UnitSearch, asked: StoredRange['asked']): AsyncGenerator<CommitsAnswer> {
  const query = commitQuery(branch, request.now)
  for (let at: number | null = 0; at !== null; ) {
    const count = at === 0 ? firstCommits : commitsAtOnce
    const answer: CommitsAnswer = await deps.pool.run('commits', { query, ...asked, at, count }, { signal: request.signal })
    yield answer
    at = answer.next
  }
}
