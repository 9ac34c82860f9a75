import type { Branch } from '../../engine/query/plan.ts'
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
  row: RowBook
  branches: Branch[]
}

interface ScopeRequest {
  repos: Repos
  log: Log
  viewer: Caller
  branches: readonly Branch[]
  ledger: LedgerBook
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
    const byName = branches.filter(({ types }) => types.has('repo'))
    if (byName.length > 0) repositories.push({ repository, branches: byName })
    if (branches.length > 0) named.push(...openRows(repository, branches.filter(searchesFiles), request.ledger))
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

/** A query of nothing but repository filters asks for repositories. */
function searchesFiles({ types, pattern, files, langs }: Branch): boolean {
  const listsRepositories = types.has('repo') && pattern === null && files.length === 0 && langs.length === 0
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
  const names = revs.flatMap((spec) => (spec.kind === 'rev' ? [spec.name] : spec.kind === 'glob' && !spec.exclude ? [`*${spec.pattern}`] : []))
  return names.length > 0 ? names : ['HEAD']
}

type Resolving = Pick<ScopeRequest, 'repos' | 'log' | 'viewer' | 'ledger'>

async function unitsOf(named: Named, deps: Resolving): Promise<Unit[]> {
  const units = new Map<string, Unit>()
  for (const branch of named.branches) {
    try {
      for (const { rev, commit, row } of await commitsOf(named, branch, deps)) {
        const known = units.get(rev)
        if (known) known.branches.push(branch)
        else units.set(rev, { repository: named.repository, rev, commit, row, branches: [branch] })
      }
    } catch (error) {
      deps.log.error({ err: error, repository: named.repository.name }, 'the revisions of a repository cannot be read')
      for (const rev of revsOf(branch)) deps.ledger.skip(placeOf(named.repository, rev, null), 'failed')
    }
  }
  return [...units.values()]
}

type Resolved = { rev: string; commit: string; row: RowBook }

async function commitsOf({ repository, rows }: Named, branch: Branch, { repos, viewer, ledger }: Resolving): Promise<Resolved[]> {
  const found: Resolved[] = []
  const at = (rev: string, commit: string) => found.push({ rev, commit, row: ledger.open(placeOf(repository, rev, commit)) })
  for (const rev of revsOf(branch)) {
    if (rev.startsWith('*')) continue
    const resolved = await repos.resolve(viewer, repository, rev === 'HEAD' ? '' : rev)
    if (resolved) at(rev, resolved.commit)
    else if (rev === 'HEAD' && repository.head === null) rows.get(rev)?.close() // an empty repository is searched by saying so
    else ledger.skip(placeOf(repository, rev, null), 'no_revision')
  }
  for (const { rev, commit } of await globbed({ repository, rows }, branch, { repos, viewer })) at(rev, commit)
  return found
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
