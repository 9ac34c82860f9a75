import type { Branch, PatternFilter } from '../../engine/query/plan.ts'
import { compileRegex, matchesString, type Matcher } from '../../engine/regex/index.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type Repos, type ResolvedRevision } from '../repos/repos.ts'
import type { SkipReason } from './contract.ts'
import type { LedgerBook, RowBook } from './ledger.ts'

/** One repository at one commit, to be searched. */
export interface Unit {
  repository: Repository
  /** As asked; `HEAD` when nothing was. */
  rev: string
  commit: string
  row: RowBook
}

interface ScopeRequest {
  repos: Repos
  viewer: Caller
  branch: Branch
  ledger: LedgerBook
}

/**
 * What a branch of the query speaks of, in the order of names. Every repository that its filters name gets its row in the
 * ledger here, before anything is searched.
 */
export async function scopeOf({ repos, viewer, branch, ledger }: ScopeRequest): Promise<Unit[]> {
  const units: Unit[] = []
  for (const repository of await namedRepositories(repos, viewer, branch)) {
    const reason = exclusionOf(repository, branch) ?? unreadable(repository)
    if (reason) ledger.skip(placeOf(repository, 'HEAD', null), reason)
    else units.push(...(await revisionsOf({ repos, viewer, branch, ledger, repository })))
  }
  return units
}

/** The repositories whose names pass every `repo:` filter, forks and archived ones included. */
export async function namedRepositories(repos: Repos, viewer: Caller, branch: Branch): Promise<Repository[]> {
  const passes = nameFilter(branch.repos, { ignoreCase: true })
  return (await repos.allVisible(viewer)).filter((repository) => passes(repository.name))
}

/** A test of names or paths against filters that must all hold. The planner has refused expressions that do not compile. */
export function nameFilter(filters: readonly PatternFilter[], { ignoreCase }: { ignoreCase: boolean }): (name: string) => boolean {
  const tests = filters.map(({ pattern, negated }) => ({ negated, matcher: matcherOf(pattern, ignoreCase) }))
  return (name) => tests.every(({ negated, matcher }) => matchesString(matcher, name) !== negated)
}

function matcherOf(pattern: string, ignoreCase: boolean): Matcher {
  const compiled = compileRegex(pattern, { ignoreCase })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return compiled.matcher
}

/** What the query leaves out by itself. */
export function exclusionOf(repository: Repository, branch: Branch): SkipReason | undefined {
  if (branch.fork === 'only' ? !repository.fork : branch.fork === 'no' && repository.fork) return 'fork'
  if (branch.archived === 'only' ? !repository.archived : branch.archived === 'no' && repository.archived) return 'archived'
  return undefined
}

function unreadable(repository: Repository): SkipReason | undefined {
  if (isReadable(repository) || repository.clone.state === 'ready') return undefined
  return repository.clone.state === 'failed' ? 'clone_failed' : 'cloning'
}

async function revisionsOf({ ledger, repository, ...request }: ScopeRequest & { repository: Repository }): Promise<Unit[]> {
  if (!isReadable(repository)) {
    ledger.open(placeOf(repository, 'HEAD', null)).close() // an empty repository is searched by saying so
    return []
  }
  const found = await resolveAll({ ...request, repository })
  for (const rev of found.lacking) ledger.skip(placeOf(repository, rev, null), 'no_revision')
  return found.revisions.map(({ rev, commit }) => ({ repository, rev, commit, row: ledger.open(placeOf(repository, rev, commit)) }))
}

async function resolveAll({ repos, viewer, branch, repository }: Omit<ScopeRequest, 'ledger'> & { repository: Repository }) {
  const specs = branch.revs.length > 0 ? branch.revs : [{ kind: 'rev' as const, name: 'HEAD' }]
  const revisions: Pick<ResolvedRevision, 'rev' | 'commit'>[] = []
  const lacking: string[] = []
  for (const spec of specs) {
    if (spec.kind !== 'rev') continue
    const found = await repos.resolve(viewer, repository, spec.name === 'HEAD' ? '' : spec.name)
    if (found) revisions.push({ rev: spec.name, commit: found.commit })
    else lacking.push(spec.name)
  }
  const globs = specs.filter((spec) => spec.kind === 'glob')
  const include = globs.filter((glob) => !glob.exclude).map((glob) => glob.pattern)
  if (include.length > 0) revisions.push(...(await repos.globRefs(viewer, repository, { include, exclude: globs.filter((glob) => glob.exclude).map((glob) => glob.pattern) })))
  return { revisions, lacking }
}

const placeOf = (repository: Repository, rev: string, commit: string | null) => ({ repository: repository.name, rev, commit, fetchedAt: repository.clone.lastFetchedAt })
