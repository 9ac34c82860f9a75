import { join } from 'node:path'
import type { NewCommit } from '../../engine/commits/input.ts'
import type { MainlineEvent } from '../../engine/history/input.ts'
import type { Change } from '../../engine/terms/change.ts'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import type { JobKind, Jobs } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import { keepSecret } from '../platform/private-file.ts'
import { createSealing } from '../platform/sealing.ts'
import { createAdding } from './adding.ts'
import { createBlobs } from './blobs.ts'
import { createCatalogue } from './catalogue.ts'
import { createChanges } from './changes.ts'
import { createCode } from './code.ts'
import { createCredentials } from './credentials.ts'
import type * as contract from './contract.ts'
import type { Commit, OwnedBy, Repository } from './contract.ts'
import type { FileList } from './file-list.ts'
import type { Between, DatedCommit } from './git/commits-between.ts'
import type { FilesCommit, MainlineFilesOptions } from './git/mainline-files.ts'
import type { FileMove, LineChange } from './git/moves.ts'
import type { NearestOptions } from './git/nearest.ts'
import { createMirrors } from './mirrors.ts'
import { createKeeping } from './keeping.ts'
import { createOwners } from './owners/owners.ts'
import { createRegistry } from './registry.ts'
import { recover } from './recover.ts'
import { createRevisions } from './revisions.ts'
import type { SampleDeployment } from './sample/deployments.ts'
import { dueNow } from './schedule.ts'
import { createRepositoryStore } from './store.ts'
import { createSync, type SyncPayload } from './sync.ts'

export type { FileKind, FileList } from './file-list.ts'
export type { FilesCommit } from './git/mainline-files.ts'
export type { FileMove, LineChange } from './git/moves.ts'
export { createAuthors } from './authors.ts'
export { isCalled } from './owners/people.ts'
export { wholeCommit } from './present.ts'

type Query<E> = Parsed<E> extends { query: infer Q } ? Q : never
type Body<E> = Parsed<E> extends { body: infer B } ? B : never

/**
 * Everything that can be done with repositories. Each operation takes the viewer first and knows only the repositories
 * that the viewer may see; the others are "not found" in the same words as those that do not exist.
 *
 * When a repository may be searched: `isReadable(repo)`, whatever the state of its clone; a fetch that failed leaves what was
 * mirrored before readable.
 */
export interface Repos {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]

  /** Repositories by name, one page. `next` is the name to send as `after`. */
  list(viewer: Caller, query: Query<typeof contract.listRepositories>): Promise<Answer<typeof contract.listRepositories>>
  get(viewer: Caller, id: string): Promise<Repository>
  byName(viewer: Caller, name: string): Promise<Repository>
  /** By its name, or by an address that it can be cloned from in any notation, as forges and checkouts give it; null for none. */
  byAddress(viewer: Caller, address: string): Promise<Repository | null>
  /** All repositories of the viewer in the order of their names. Kept in memory: asking at each keystroke is fine. */
  allVisible(viewer: Caller): Promise<readonly Repository[]>

  /** `added` is false when the repository was known already: the one that is there is given back unchanged. */
  add(viewer: Caller, body: Body<typeof contract.addRepository>): Promise<{ repository: Repository; added: boolean }>
  addFolder(viewer: Caller, body: Body<typeof contract.addFolder>): Promise<Answer<typeof contract.addFolder>>
  addSample(viewer: Caller): Promise<Answer<typeof contract.addSample>>
  /** Where the releases of a repository of the sample organisation went. */
  sampleDeployments(repository: Repository): Promise<readonly SampleDeployment[]>
  sampleTraces(viewer: Caller): Promise<Answer<typeof contract.listSampleTraces>>
  update(viewer: Caller, id: string, body: Body<typeof contract.updateRepository>): Promise<Repository>
  /** Asks for a fetch, or for another try of the clone, as soon as a worker is free. */
  fetch(viewer: Caller, id: string): Promise<Repository>
  /** Forgets the repository at once; its mirror is deleted before this returns. */
  remove(viewer: Caller, id: string): Promise<void>

  /** Access to private repositories over https, by address. */
  listCredentials(viewer: Caller): Promise<Answer<typeof contract.listCredentials>>
  putCredential(viewer: Caller, body: Body<typeof contract.putCredential>): Promise<Answer<typeof contract.putCredential>>
  removeCredential(viewer: Caller, id: string): Promise<void>

  resolveRevision(viewer: Caller, query: Query<typeof contract.resolveRevision>): Promise<Answer<typeof contract.resolveRevision>>
  listRefs(viewer: Caller, query: Query<typeof contract.listRefs>): Promise<Answer<typeof contract.listRefs>>
  readTree(viewer: Caller, query: Query<typeof contract.readTree>): Promise<Answer<typeof contract.readTree>>
  findFiles(viewer: Caller, query: Query<typeof contract.findFiles>): Promise<Answer<typeof contract.findFiles>>
  readFile(viewer: Caller, query: Query<typeof contract.readFile>): Promise<Answer<typeof contract.readFile>>
  /** The bytes with headers under which no browser runs them. */
  readRaw(viewer: Caller, query: Query<typeof contract.readRaw>): Promise<Response>
  readBlame(viewer: Caller, query: Query<typeof contract.readBlame>, signal?: AbortSignal): Promise<Answer<typeof contract.readBlame>>
  readHistory(viewer: Caller, query: Query<typeof contract.readHistory>, signal?: AbortSignal): Promise<Answer<typeof contract.readHistory>>
  readCommit(viewer: Caller, query: Query<typeof contract.readCommit>, signal?: AbortSignal): Promise<Answer<typeof contract.readCommit>>
  compare(viewer: Caller, query: Query<typeof contract.compareRevisions>, signal?: AbortSignal): Promise<Answer<typeof contract.compareRevisions>>

  readOwners(viewer: Caller, query: Query<typeof contract.readOwners>, signal?: AbortSignal): Promise<Answer<typeof contract.readOwners>>

  /** Tells who is declared as the owner of a path at a commit (a full id): at once, so that a search can ask for each of its files. */
  ownersAt(viewer: Caller, repo: RepoKey, commit: string): Promise<(path: string) => readonly OwnedBy[]>
  /** The commit that a revision names; null when the repository has none of that name or is empty. */
  resolve(viewer: Caller, repo: RepoKey, rev: string): Promise<ResolvedRevision | null>
  /** The branches and tags whose full name (`refs/heads/…`) matches one `include` glob and no `exclude` glob, by name. */
  globRefs(viewer: Caller, repo: RepoKey, globs: RefGlobs): Promise<ResolvedRevision[]>
  /** The newest commit on the first-parent chain of a commit (a full id) that was committed at or before a moment; null for none. */
  commitAt(viewer: Caller, repo: RepoKey, tip: string, at: Date): Promise<string | null>
  /** Whether a commit (a full id) reaches one that was committed at or after a moment. */
  hasCommitSince(viewer: Caller, repo: RepoKey, tip: string, since: Date): Promise<boolean>
  /** Commits with their messages, each once, newest first; ids are full. Ends with the signal's reason when that is aborted. */
  walkCommits(viewer: Caller, repo: RepoKey, range: CommitRange): AsyncGenerator<WholeCommit>
  /**
   * The same commits, in pieces, as the store of commits takes them: newest first, or each behind its parents. Ends of the range that are
   * not there (any more) are passed over.
   */
  walkGraph(viewer: Caller, repo: RepoKey, range: CommitRange & { parentsFirst?: boolean }): AsyncGenerator<readonly NewCommit[]>
  /** Which of these commits (full ids) change a path that passes, against their first parent; a root changes all that it has. */
  commitsTouching(viewer: Caller, repo: RepoKey, oids: readonly string[], options: { passes: (path: string) => boolean; signal: AbortSignal }): Promise<Set<string>>
  /** Which paths that pass are changed by at least one of these commits, in the same way. */
  pathsTouched(viewer: Caller, repo: RepoKey, oids: readonly string[], options: { passes: (path: string) => boolean; signal: AbortSignal }): Promise<Set<string>>
  /** Whether the history was cut at the source. What a walk goes on to may then change with each fetch. */
  isShallow(viewer: Caller, repo: RepoKey): Promise<boolean>
  /** What is new on the first-parent chain of a tip: how many commits, and the newest one that `isKnown` (null: none is). */
  mainlineSince(viewer: Caller, repo: RepoKey, tip: string, options: { isKnown: (oid: string) => boolean; signal: AbortSignal }): Promise<{ common: string | null; count: number }>
  /** The commits of that chain after one of them (null: all), oldest first, each followed by what it changed, in pieces as they come. */
  readMainline(viewer: Caller, repo: RepoKey, range: { tip: string; after: string | null; signal: AbortSignal }): AsyncGenerator<readonly MainlineEvent[]>
  /** The commits of that chain after one of them (null: all) that change files which pass, oldest first, with what stands there then. */
  walkMainlineFiles(viewer: Caller, repo: RepoKey, range: MainlineFilesOptions): AsyncGenerator<FilesCommit>
  /** The commits besides merges that a tip (a full id) reaches and that were committed in a time, newest first. */
  commitsBetween(viewer: Caller, repo: RepoKey, between: Between): Promise<DatedCommit[]>
  /** What commits (full ids) say and change, in that order, as they come; of a merge only what it says. */
  readCommitTexts(viewer: Caller, repo: RepoKey, oids: readonly string[], options: { signal: AbortSignal }): AsyncGenerator<Change>
  /** A date in any form that git takes, in seconds since 1970; null for what is not one. */
  readDate(viewer: Caller, repo: RepoKey, text: string): Promise<number | null>
  /** How many commits of the first-parent chain of `include` are not reached from `exclude`. */
  countMainline(viewer: Caller, repo: RepoKey, range: CommitRange): Promise<number>
  /** Commits by their full ids, in that order. */
  readCommits(viewer: Caller, repo: RepoKey, oids: readonly string[]): Promise<WholeCommit[]>
  /** The commits that a merge brings into its first parent and that change how often a text stands in a file, newest first, at most twenty. */
  commitsBehind(viewer: Caller, repo: RepoKey, behind: { merge: string; path: string; text: string; signal: AbortSignal }): Promise<WholeCommit[]>
  /** The full names of the branches and tags that contain a commit (a full id), at most `limit`. */
  refsContaining(viewer: Caller, repo: RepoKey, commit: string, options: { limit: number; signal: AbortSignal }): Promise<string[]>
  /** Those of some commits (full ids) that are near one, the nearest first; those that are not there are passed over. */
  nearestCommits(viewer: Caller, repo: RepoKey, commit: string, candidates: readonly string[], options: NearestOptions): Promise<{ commit: string; distance: number }[]>
  /** The files in which two commits (full ids) differ, with renames; null if there are more than `limit`. */
  fileMoves(viewer: Caller, repo: RepoKey, from: string, to: string, options: { limit: number; signal?: AbortSignal }): Promise<FileMove[] | null>
  /** The lines in which two blobs (full ids) differ, from the first to the last; null where they have no lines. */
  lineChanges(viewer: Caller, repo: RepoKey, from: string, to: string, options?: { signal?: AbortSignal }): Promise<LineChange[] | null>
  /**
   * Every file at a commit (a full object id, as `resolve` gives), in git's order of paths. Kept in memory while it is
   * used; the same object is given back, so what is derived from it may be kept in a WeakMap.
   */
  files(viewer: Caller, repo: RepoKey, commit: string, signal?: AbortSignal): Promise<FileList>
  /**
   * The id of what stands at each path of each commit (full object ids), or null; without listing a single tree, so that one
   * file can be followed through hundreds of releases.
   */
  blobsAt(viewer: Caller, repo: RepoKey, places: readonly { commit: string; path: string }[]): Promise<(string | null)[]>
  /**
   * The ids of the blobs that these commits (full ids) have in their trees, each once, back to back as bytes: those of the first one in
   * the order of its paths, then what the second has beside them. Targets of links are among them, what is missing is not.
   */
  treeBlobs(viewer: Caller, repo: RepoKey, commits: readonly string[], signal: AbortSignal): Promise<Uint8Array>
  /**
   * Reads blobs in the order asked and hands them over one at a time: the next is not read from git before `onBlob` has
   * settled, so memory stays at a few blobs. Rejects with the signal's reason when it is aborted.
   */
  readBlobs(viewer: Caller, repo: RepoKey, request: BlobRequest): Promise<void>
  /**
   * Keeps commits (full ids, by the names of their repositories) readable for as long as the repository is there, also when they are pushed
   * over. Returns when it is written down. Commits of repositories that the viewer does not see are passed over.
   */
  keep(viewer: Caller, commits: readonly { repo: string; commit: string }[]): Promise<void>
  /** From now on this is called too when a repository has other commits than before, or none any more; it must not wait for the work. */
  indexWith(enqueue: (id: string) => Promise<void>): void
  /** Says how far a repository is indexed. `percent` is null while nothing is under way. */
  noteIndex(id: string, index: { state: 'running' | 'ready' | 'failed'; percent: number | null }): Promise<void>
  /** Takes up repositories that others wrote into the table (a restore): what has no mirror is cloned. */
  resume(): Promise<void>
  /** Ends the processes that read mirrors. */
  close(): void
}

/** A commit with its message as it was written. */
export type WholeCommit = Commit & { message: string }

/** What `include` reaches and `exclude` does not. */
export type CommitRange = { include: readonly string[]; exclude: readonly string[]; signal: AbortSignal }

/** A `Repository` will do. */
export type RepoKey = Pick<Repository, 'id'>

export type ResolvedRevision = {
  /** As asked, or for a glob the short name of the branch or tag. */
  rev: string
  commit: string
  kind: 'branch' | 'tag' | 'commit'
  isDefault: boolean
  /** Seconds since 1970 of the tag or commit, where `globRefs` finds a readable date. */
  time?: number
}

/** Globs as git's `--glob` has them: `*` crosses slashes, `refs/` may be left out, and a glob without `*?[` ends in `/*`. */
export type RefGlobs = { include: readonly string[]; exclude: readonly string[] }

export type BlobRequest = {
  oids: readonly string[]
  /** `index` is the place in `oids`. */
  onBlob(blob: Blob, index: number): void | Promise<void>
  /** Blobs above it are not read. Default: the largest file that is searched (`config.maxFileBytes`). */
  maxBytes?: number
  signal?: AbortSignal
}

/** `missing`: the source lacks the object (a partial clone) or it is damaged. `bytes` are valid until `onBlob` settles. */
export type Blob = { oid: string } & ({ state: 'read'; bytes: Uint8Array } | { state: 'missing' } | { state: 'too_large'; size: number })

/** True when the repository has a commit that can be read, be its clone ready, fetching again, or failing to. */
export const isReadable = (repo: Repository): repo is Repository & { head: string } => repo.head !== null

interface ReposOptions {
  db: Db
  clock: Clock
  log: Log
  config: Config
  events: Events
  jobs: Pick<Jobs, 'enqueue' | 'every'>
}

/** Takes up what an earlier process left, then is ready; the work itself begins with `jobs.start`. */
export async function createRepos({ db, clock, log, config, events, jobs }: ReposOptions): Promise<Repos> {
  const store = createRepositoryStore(db)
  const catalogue = createCatalogue({ store, clock, events })
  const mirrors = await createMirrors(join(config.dataDir, 'mirrors'))
  const enqueue = (id: string) => jobs.enqueue<SyncPayload>(sync.job, { id }, { key: id })
  const enqueueCompact = (id: string) => jobs.enqueue<SyncPayload>(sync.compactJob, { id }, { key: id })
  const indexers: ((id: string) => Promise<void>)[] = []
  const enqueueIndex = async (id: string) => {
    for (const each of indexers) await each(id)
  }
  const keeping = createKeeping({ store, catalogue, mirrors, log })
  const sealing = createSealing(await keepSecret(join(config.dataDir, 'secret')), 'credentials of repositories')
  const credentials = createCredentials({ store, sealing, clock, config, sync: enqueue })
  const sync = createSync({ store, catalogue, mirrors, keeping, credentials, clock, log, config, indexer: () => (indexers.length > 0 ? enqueueIndex : null), enqueueCompact })
  const adding = createAdding({ store, catalogue, clock, config, sync: enqueue })
  const revisions = createRevisions({ catalogue, mirrors, store })

  await recover({ store, mirrors, enqueue })
  jobs.every('* * * * *', async () => {
    const due = dueNow(await catalogue.all(), { now: clock.now(), everyMinutes: config.fetchEveryMinutes })
    for (const { id } of due) await enqueue(id)
  })

  return {
    jobKinds: [sync.job, sync.compactJob],
    ...createRegistry({ store, catalogue, mirrors, adding, sync, enqueue, unindex: enqueueIndex }),
    listCredentials: credentials.listCredentials,
    putCredential: credentials.putCredential,
    removeCredential: credentials.removeCredential,
    ...createCode({ revisions, mirrors, config }),
    ...createChanges({ catalogue, revisions, mirrors, config }),
    ...createBlobs({ catalogue, mirrors, config }),
    ...createOwners({ catalogue, revisions, mirrors, clock }),
    keep: keeping.keep,
    indexWith: (enqueue) => void indexers.push(enqueue),
    async noteIndex(id, { state, percent }) {
      await catalogue.change(id, { index_state: state, index_percent: percent === null ? null : Math.floor(percent) })
    },
    resolve: revisions.resolve,
    globRefs: revisions.globRefs,
    async resume() {
      await recover({ store, mirrors, enqueue })
      for (const { id } of await store.all()) catalogue.changed(id)
    },
    close: mirrors.close,
  }
}
