import type { NamedPlace } from '../../intel/contract.ts'
import type { Followed } from '../../intel/intel.ts'
import type { Question } from '../contract.ts'
import type { Standing } from '../standing.ts'
import { rowsOf, type Asking, type CodeAnswer, type CodeDeps, type Place } from './rows.ts'
import { someAtOnce } from './some-at-once.ts'

type SymbolQuestion = Extract<Question, { symbol: unknown }>['symbol']

const pageLength = 1000
const maxPages = 100

/** Every place that refers to the name at a position: as the default branches have it, and at every other tracked revision and all that runs. */
export async function findSymbol(deps: CodeDeps, position: SymbolQuestion, asking: Asking): Promise<CodeAnswer & { name: string }> {
  const { standings } = asking
  const { name, places } = await onDefaultBranches(deps, position, asking)
  const others = [...standings.all()].filter((standing) => !isTipOf(standing, position))
  const followed = await deps.navigator.follow(asking.viewer, position, asking.signal)
  const { answers, left } = await someAtOnce(others, (standing) => atRevision(followed, standing, asking))
  for (const { repository, names } of left) asking.account.gap({ repo: repository.name, rev: names[0].rev, path: '', reason: 'There was no time to look for references at this revision.' })
  return {
    name,
    affected: await rowsOf(deps, [...places, ...answers.flat()], asking),
    looked: { repositories: standings.repositories.length, revisions: [...standings.all()].length - left.length },
  }
}

/** The repository of the position is looked through at the revision that was asked about, all others at their tips. */
const isTipOf = ({ repository, names: [{ at, rev }] }: Standing, position: SymbolQuestion): boolean => (repository.name === position.repo && position.rev !== '' ? rev === position.rev : at === 'default')

async function onDefaultBranches({ navigator }: CodeDeps, position: SymbolQuestion, { viewer, account, signal }: Asking): Promise<{ name: string; places: Place[] }> {
  const found: Place[] = []
  let [name, cursor] = ['', undefined as string | undefined]
  for (let page = 0; page < maxPages; page++) {
    const { places, notSearched, note, cursor: next } = await navigator.references(viewer, { ...position, limit: pageLength, ...(cursor === undefined ? {} : { cursor }) }, signal)
    if (note !== null && places.length === 0 && page === 0) account.gap({ repo: position.repo, rev: position.rev, path: position.path, reason: note })
    for (const { repo, rev, path, reason } of notSearched) account.gap({ repo, rev, path: path ?? '', reason })
    name ||= places[0]?.symbol ?? ''
    found.push(...places.filter(({ role }) => role !== 'definition').map(placeOf))
    if (next === null) return { name, places: found }
    cursor = next
  }
  account.gap({ repo: position.repo, rev: position.rev, path: position.path, reason: `There are more than ${(pageLength * maxPages).toLocaleString('en')} references; only so many are told.` })
  return { name, places: found }
}

async function atRevision(followed: Followed, { repository, commit, names: [{ rev }] }: Standing, { account }: Asking): Promise<Place[]> {
  const { places, notSearched } = await followed.referencesAt({ repo: repository.name, rev: commit })
  for (const { path, reason } of notSearched) account.gap({ repo: repository.name, rev, path: path ?? '', reason })
  return places.map(placeOf)
}

const placeOf = ({ repo, rev, commit, path, line, text }: NamedPlace): Place => ({ repo, rev, commit, path, line, text })
