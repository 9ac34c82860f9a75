import { resolveDate } from '../../engine/query/dates.ts'
import type { Branch } from '../../engine/query/plan.ts'
import type { RevSpec } from '../../engine/query/values.ts'
import type { Caller } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import type { SkipReason } from './contract.ts'
import type { LedgerBook, RowBook } from './ledger.ts'
import { nameFilter } from './names.ts'

/** One repository at one commit, to be searched for what these branches of the query ask. */
export interface Unit {
  repository: Repository
  /** As asked; `HEAD` when nothing was. */
  rev: string
  commit: string
  /** Of a search of commits: what these reach is left out. */
  exclude: string[]
  row: RowBook
  branches: Branch[]
}

interface ScopeRequest {
  repos: Repos
  log: Log
  viewer: Caller
  branches: readonly Branch[]
  ledger: LedgerBook
  /** What dates such as “yesterday” count from. */
  now: Date
}

/** A repository with the branches of the query that search its files. */
interface Named {
  repository: Repository
  branches: Branch[]
  /** The row of each revision that is asked for, by its name, and of each glob. */
  rows: Map<string, RowBook>
}

export interface Scope {
  /** Repositories with the branches that look for their names. */
  repositories: { repository: Repository; branches: Branch[] }[]
  /** Finds the commits to search. */
  units(signal: AbortSignal): Promise<Unit[]>
}

/**
 * What the branches of a query speak of, in the order of names. When this returns, every repository and revision that they
 * name has its row in the ledger, so that whatever is interrupted later stays visible.
 */
export async function openScope(request: ScopeRequest): Promise<Scope> {
  const tests = request.branches.map((branch) => ({ branch, passes: nameFilter(branch.repos, { ignoreCase: true }) }))
  const repositories: Scope['repositories'] = []
  const named: Named[] = []
  for (const repository of await request.repos.allVisible(request.viewer)) {
    const naming = tests.filter(({ passes }) => passes(repository.name)).map(({ branch }) => branch)
    const branches = naming.filter((branch) => exclusionOf(repository, branch) === undefined)
    const excluded = naming.flatMap((branch) => exclusionOf(repository, branch) ?? [])[0]
    if (branches.length === 0 && excluded) request.ledger.skip(placeOf(repository, 'HEAD', null), excluded)
    const byName = branches.filter((branch) => branch.types.has('repo') && decidesByName(branch, repository))
    if (byName.length > 0) repositories.push({ repository, branches: byName })
    if (branches.length > 0) named.push(...openRows(repository, branches.filter(looksInside), request.ledger))
  }
  return {
    repositories,
    async units(signal) {
      const units: Unit[] = []
      for (const each of named) {
        signal.throwIfAborted()
        units.push(...(await unitsOf(each, request)))
      }
      return units
    },
  }
}

/** Nothing is in an empty repository, so what it must not have it has not. */
function decidesByName({ repoPredicates }: Branch, repository: Repository): boolean {
  const isEmpty = repository.clone.state === 'ready' && repository.head === null
  return isEmpty ? repoPredicates.every(({ negated }) => negated) : repoPredicates.length === 0
}

/** A query of nothing but filters of names asks for repositories, and nothing inside them has to be looked at. */
function looksInside(branch: Branch): boolean {
  const { types, repoPredicates } = branch
  return repoPredicates.length > 0 || types.has('commit') || types.has('diff') || types.has('symbol') || searchesFiles(branch)
}

export function searchesFiles({ types, pattern, files, langs, filePredicates }: Branch): boolean {
  const listsRepositories = types.has('repo') && pattern === null && files.length + langs.length + filePredicates.length === 0
  return (types.has('file') || types.has('path')) && !listsRepositories
}

/** None when no file of the repository is to be searched, or none can be; the ledger says which. */
function openRows(repository: Repository, branches: Branch[], ledger: LedgerBook): Named[] {
  if (branches.length === 0) {
    ledger.open(placeOf(repository, 'HEAD', repository.head)).close() // only its name is asked for
    return []
  }
  const reason = unreadable(repository)
  if (reason) {
    ledger.skip(placeOf(repository, 'HEAD', null), reason)
    return []
  }
  const rows = new Map([...new Set(branches.flatMap(revsOf))].map((rev) => [rev, ledger.open(placeOf(repository, rev, null))] as const))
  return [{ repository, branches, rows }]
}

/** The names of the revisions that a branch asks for, and its globs, each with its star. */
function revsOf({ revs }: Branch): string[] {
  const names = revs.flatMap((spec) => revName(spec) ?? [])
  return names.length > 0 ? names : ['HEAD']
}

/** What a revision is called in the ledger and in results; undefined for what only leaves something out. */
function revName(spec: RevSpec): string | undefined {
  switch (spec.kind) {
    case 'rev':
      return spec.name
    case 'at':
      return `at.time(${spec.time.text}${spec.rev === 'HEAD' ? '' : `, ${spec.rev}`})`
    case 'glob':
      return spec.exclude ? undefined : `*${spec.pattern}`
    case 'exclude':
      return undefined
  }
}

type Resolving = Pick<ScopeRequest, 'repos' | 'log' | 'viewer' | 'ledger' | 'now'>

async function unitsOf(named: Named, deps: Resolving): Promise<Unit[]> {
  const units = new Map<string, Unit>()
  for (const branch of named.branches) {
    try {
      const exclude = await excludedBy(branch, named.repository, deps)
      for (const { rev, commit, row } of await commitsOf(named, branch, deps)) {
        const key = [rev, ...exclude].join(' ')
        const known = units.get(key)
        if (known) known.branches.push(branch)
        else units.set(key, { repository: named.repository, rev, commit, exclude, row, branches: [branch] })
      }
    } catch (error) {
      deps.log.error({ err: error, repository: named.repository.name }, 'the revisions of a repository cannot be read')
      for (const rev of revsOf(branch)) deps.ledger.skip(placeOf(named.repository, rev, null), 'failed')
    }
  }
  return [...units.values()]
}

type Resolved = { rev: string; commit: string; row: RowBook }

async function commitsOf({ repository, rows }: Named, branch: Branch, deps: Resolving): Promise<Resolved[]> {
  const { repos, viewer, ledger } = deps
  const found: Resolved[] = []
  const at = (rev: string, commit: string) => found.push({ rev, commit, row: ledger.open(placeOf(repository, rev, commit)) })
  for (const { rev, spec } of namedRevs(branch)) {
    const commit = await commitOf(spec, repository, deps)
    if (commit) at(rev, commit)
    else if (rev === 'HEAD' && repository.head === null) rows.get(rev)?.close() // an empty repository is searched by saying so
    else ledger.skip(placeOf(repository, rev, null), 'no_revision')
  }
  for (const { rev, commit } of await globbed({ repository, rows }, branch, { repos, viewer })) at(rev, commit)
  return found
}

type SingleRev = Extract<RevSpec, { kind: 'rev' | 'at' }>

/** The revisions that are asked for one by one: all but globs. */
function namedRevs({ revs }: Branch): { rev: string; spec: SingleRev }[] {
  const named = revs.flatMap((spec) => (spec.kind === 'rev' || spec.kind === 'at' ? [{ rev: revName(spec) ?? '', spec }] : []))
  const isGlob = revs.some((spec) => spec.kind === 'glob' && !spec.exclude)
  return named.length > 0 || isGlob ? named : [{ rev: 'HEAD', spec: { kind: 'rev', name: 'HEAD' } }]
}

async function commitOf(spec: SingleRev, repository: Repository, { repos, viewer, now }: Resolving): Promise<string | null> {
  const name = spec.kind === 'rev' ? spec.name : spec.rev
  const resolved = await repos.resolve(viewer, repository, name === 'HEAD' ? '' : name)
  if (spec.kind === 'rev' || !resolved) return resolved?.commit ?? null
  return repos.commitAt(viewer, repository, resolved.commit, new Date(resolveDate(spec.time, now)))
}

/** A revision that is to be left out and does not exist leaves nothing out, and the ledger says so. */
async function excludedBy({ revs }: Branch, repository: Repository, { repos, viewer, ledger }: Resolving): Promise<string[]> {
  const excluded: string[] = []
  for (const spec of revs) {
    if (spec.kind !== 'exclude') continue
    const resolved = await repos.resolve(viewer, repository, spec.name)
    if (resolved) excluded.push(resolved.commit)
    else ledger.skip(placeOf(repository, `^${spec.name}`, null), 'no_revision')
  }
  return excluded
}

/** Branches and tags by globs. A glob stands in the ledger itself only where it finds none: there was nothing to search. */
async function globbed({ repository, rows }: Pick<Named, 'repository' | 'rows'>, branch: Branch, { repos, viewer }: Pick<Resolving, 'repos' | 'viewer'>) {
  const globs = branch.revs.filter((spec) => spec.kind === 'glob')
  const exclude = globs.filter((glob) => glob.exclude).map((glob) => glob.pattern)
  const found = new Map<string, { rev: string; commit: string }>()
  for (const { pattern } of globs.filter((glob) => !glob.exclude)) {
    const refs = await repos.globRefs(viewer, repository, { include: [pattern], exclude })
    for (const ref of refs) found.set(ref.rev, ref)
    if (refs.length === 0) rows.get(`*${pattern}`)?.close()
    else rows.get(`*${pattern}`)?.remove()
  }
  return found.values()
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

export const placeOf = (repository: Repository, rev: string, commit: string | null) => ({ repository: repository.name, rev, commit, fetchedAt: repository.clone.lastFetchedAt })
