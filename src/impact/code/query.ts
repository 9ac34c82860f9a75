import { badInput } from '../../platform/errors.ts'
import type { FrozenSearch, LedgerRow } from '../../search/contract.ts'
import type { Standing } from '../standing.ts'
import { rowsOf, type Asking, type CodeAnswer, type CodeDeps, type Place } from './rows.ts'
import { someAtOnce } from './some-at-once.ts'

/** Every place where a query matches: on default branches and, where it does not say itself where to look, at every other tracked revision and all that runs. */
export async function findQuery(deps: CodeDeps, query: string, asking: Asking): Promise<CodeAnswer> {
  const { alert, ...first } = await searchFor(deps, query, asking)
  if (alert !== null && first.ledger.rows.length === 0) throw badInput('impact.bad_query', `${alert.title} ${alert.description ?? ''}`.trim())
  const { answers, left } = await someAtOnce(othersFor(query, asking), (at) => searchFor(deps, `(${query}) ${at}`, asking))
  for (const at of left) asking.account.gap({ repo: '', rev: '', path: '', reason: `There was no time to search ${at}.` })
  const all = [first, ...answers]
  return {
    affected: await rowsOf(deps, all.flatMap(({ places }) => places), asking),
    looked: { repositories: first.ledger.repositories, revisions: all.reduce((sum, { ledger }) => sum + ledger.rows.length, 0) },
  }
}

async function searchFor({ search }: CodeDeps, query: string, { viewer, account, signal }: Asking): Promise<Pick<FrozenSearch, 'alert' | 'ledger'> & { places: Place[] }> {
  const { places, truncated, matchCount, alert, ledger } = await search.freeze(viewer, { query, patternType: 'keyword' }, signal)
  if (truncated) account.gap({ repo: '', rev: '', path: '', reason: `${matchCount.toLocaleString('en')} places match, of which the first ${places.length.toLocaleString('en')} are told; search for fewer at once.` })
  for (const row of ledger.rows) if (row.state === 'partly' || row.state === 'not_searched') account.gap(gapOf(row))
  return { places: places.map(({ repository, rev, commit, path, line, text }) => ({ repo: repository, rev, commit, path, line, text })), alert, ledger }
}

/** So many commits of a repository are searched together. */
const commitsAtOnce = 50

/** Where else to look than on default branches, as parts of a query. */
function othersFor(query: string, { standings }: Asking): string[] {
  if (/(^|[\s(])-?(rev|revision|type|select):|@/i.test(query)) return [] // it says itself where to look, or what for
  const others = Map.groupBy([...standings.all()].filter(({ names: [{ at }] }) => at !== 'default'), ({ repository }) => repository.name)
  return [...others].flatMap(([name, all]) => inParts(all).map((part) => `repo:^${literal(name)}$ rev:${part.map(({ commit }) => commit).join(':')}`))
}

const literal = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
const inParts = (all: readonly Standing[]) => Array.from({ length: Math.ceil(all.length / commitsAtOnce) }, (_, at) => all.slice(at * commitsAtOnce, (at + 1) * commitsAtOnce))

function gapOf({ repository, rev, skipped }: LedgerRow) {
  const reasons = skipped.map(({ reason, count }) => `${count} ${reason.replaceAll('_', ' ')}`)
  return { repo: repository, rev, path: skipped[0]?.examples[0] ?? '', reason: `Not searched whole${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}.` }
}
