import { conflict, notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Catalogue } from './catalogue.ts'
import { GitError, type GitErrorKind } from './git/errors.ts'
import { isOid } from './git/names.ts'
import { globRefs, type Resolved } from './git/refs.ts'
import type { Mirrors } from './mirrors.ts'
import { explained } from './problems.ts'
import type { RefGlobs, RepoKey, ResolvedRevision } from './repos.ts'
import type { RepositoryRow, RepositoryStore } from './store.ts'

/** A repository that the viewer may see, at one commit of it. */
export interface Place {
  row: RepositoryRow
  dir: string
  commit: string
  /** The part of an answer that says what was read. */
  at: { repo: string; rev: string; commit: string }
}

export interface Revisions {
  /** For addresses made by people: throws a Problem that says what is wrong with the name or the revision. */
  place(viewer: Caller, query: { repo: string; rev: string }): Promise<Place>
  describe(viewer: Caller, query: { repo: string; rev: string }): Promise<{ row: RepositoryRow; found: ResolvedRevision }>
  resolve(viewer: Caller, repo: RepoKey, rev: string): Promise<ResolvedRevision | null>
  globRefs(viewer: Caller, repo: RepoKey, globs: RefGlobs): Promise<ResolvedRevision[]>
}

/** The ways in which a revision is simply not there, as opposed to a repository that cannot be read. */
const absent: ReadonlySet<GitErrorKind> = new Set(['unknown-revision', 'ambiguous-revision', 'refused', 'wrong-type', 'missing-object'])

export function createRevisions({ catalogue, mirrors, store }: { catalogue: Catalogue; mirrors: Mirrors; store: Pick<RepositoryStore, 'keptCommits'> }): Revisions {
  async function find(row: RepositoryRow, rev: string): Promise<ResolvedRevision> {
    if (row.head !== null && (rev === '' || rev === 'HEAD')) {
      return { rev, commit: row.head, kind: row.default_branch === null ? 'commit' : 'branch', isDefault: true }
    }
    return known(row, rev, await mirrors.resolve(row.id, rev).catch((error: unknown) => explainLost(row, rev, error)))
  }

  /** Who follows evidence to a commit is told that it was there. */
  async function explainLost(row: RepositoryRow, rev: string, error: unknown): Promise<never> {
    const isKept = error instanceof GitError && error.kind === 'unknown-revision' && isOid(rev) && (await store.keptCommits(row.id)).some(({ oid }) => oid === rev)
    throw isKept ? new GitError('unknown-revision', 'This commit is no longer in the repository, nor at its source. What was frozen of it is shown where it was pinned.') : error
  }

  async function describe(viewer: Caller, { repo, rev }: { repo: string; rev: string }) {
    const row = await catalogue.byName(viewer, repo)
    if (!mirrors.exists(row.id)) throw notMirrored(row)
    return { row, found: await explained(find(row, rev)) }
  }

  return {
    describe,
    async place(viewer, query) {
      const { row, found } = await describe(viewer, query)
      return { row, dir: mirrors.dirOf(row.id), commit: found.commit, at: { repo: row.name, rev: query.rev, commit: found.commit } }
    },
    async resolve(viewer, repo, rev) {
      const row = await catalogue.byId(viewer, repo.id)
      if (!mirrors.exists(row.id)) return null
      return explained(find(row, rev).catch(nullIfAbsent))
    },
    async globRefs(viewer, repo, { include, exclude }) {
      const row = await catalogue.byId(viewer, repo.id)
      if (!mirrors.exists(row.id)) return []
      const globs = [...include.map(fullGlob), ...exclude.map((glob) => `!${fullGlob(glob)}`)]
      const refs = globRefs(await explained(mirrors.refs(row.id)), globs)
      return refs.flatMap(({ name, kind, commit, time }) =>
        commit === null ? [] : [{ rev: name, commit, kind, isDefault: kind === 'branch' && name === row.default_branch, ...(time === null ? {} : { time }) }],
      )
    },
  }
}

function known(row: RepositoryRow, rev: string, { oid, kind, name }: Resolved): ResolvedRevision {
  const isDefault = kind === 'head' || name === `refs/heads/${row.default_branch}`
  return { rev, commit: oid, kind: kind === 'head' ? 'branch' : kind, isDefault }
}

const fullGlob = (glob: string) => (glob.startsWith('refs/') ? glob : `refs/${glob}`)

function nullIfAbsent(error: unknown): null {
  if (error instanceof GitError && absent.has(error.kind)) return null
  throw error
}

function notMirrored(row: RepositoryRow) {
  if (row.clone_state !== 'failed') return conflict('repos.not_ready', 'This repository is still being cloned; try again when that is done.')
  return notFound('repos.not_cloned', `This repository could not be cloned, so there is nothing to read. ${row.clone_error_message ?? ''}`.trim())
}
