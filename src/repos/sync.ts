import { timestamp, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { PermanentFailure, type JobKind } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { Catalogue } from './catalogue.ts'
import type { Credentials } from './credentials.ts'
import { borrowedPlaces, isWithin } from './git/borrowed.ts'
import { GitError, type GitErrorKind } from './git/errors.ts'
import { initFromStream } from './git/init.ts'
import { removeLeftovers } from './git/leftovers.ts'
import { cloneMirror, compactMirror, fetchMirror, mirrorState, type FetchOptions, type MirrorState } from './git/mirror.ts'
import type { Progress } from './git/progress.ts'
import type { Source } from './git/remote.ts'
import type { Keeping } from './keeping.ts'
import type { Mirrors } from './mirrors.ts'
import { syncError } from './problems.ts'
import { throttle } from './progress.ts'
import type { RepositoryChange, RepositoryRow, RepositoryStore } from './store.ts'

export type SyncPayload = { id: string }

interface SyncOptions {
  store: RepositoryStore
  catalogue: Catalogue
  mirrors: Mirrors
  keeping: Pick<Keeping, 'hold' | 'askAgain'>
  credentials: Pick<Credentials, 'for'>
  clock: Clock
  log: Log
  config: Pick<Config, 'allowLoopbackRemotes'>
  /** Who indexes what was mirrored, if anybody does. */
  indexer: () => ((id: string) => Promise<void>) | null
  /** Has the `compactJob` done for a repository. */
  enqueueCompact(id: string): Promise<void>
}

/** Keeps mirrors up to their sources. */
export interface Sync {
  job: JobKind<SyncPayload>
  compactJob: JobKind<SyncPayload>
  /** Ends the work on a repository that is being removed. */
  cancel(id: string): Promise<void>
}

/** What a mirror is now, what else is to be written down, and whether anything in it may read otherwise than before. */
type Brought = { state: MirrorState; change: RepositoryChange; moved: boolean }

const progressEveryMs = 250
const compactEveryMs = 24 * 60 * 60 * 1000
/** A repository that is pushed to all the time would have each try stopped by the next push. */
const compactTryEveryMs = 60 * 60 * 1000

/** What another try may mend. Everything else waits for a person, or for the next fetch by the schedule. */
const passing: ReadonlySet<GitErrorKind> = new Set(['network', 'timeout', 'disk-full', 'corrupt', 'failed'])

export function createSync({ store, catalogue, mirrors, keeping, credentials, clock, log, config, indexer, enqueueCompact }: SyncOptions): Sync {
  const busy = new Map<string, { abort: AbortController; done: Promise<void>; makesWay: boolean }>()
  const compactTriedAt = new Map<string, number>()

  /** One at a time for a repository: git locks its references, and the second would fail. What makes way is stopped for the next. */
  async function alone(id: string, { outer, makesWay, work }: { outer: AbortSignal; makesWay: boolean; work(signal: AbortSignal): Promise<void> }): Promise<void> {
    for (let other = busy.get(id); other; other = busy.get(id)) {
      if (other.makesWay) other.abort.abort()
      await other.done
    }
    const abort = new AbortController()
    const working = work(AbortSignal.any([outer, abort.signal]))
    const done = working.catch(() => {}).finally(() => busy.delete(id))
    busy.set(id, { abort, done, makesWay })
    await working.catch((error: unknown) => {
      if (!abort.signal.aborted) throw error
    })
  }

  async function sync(id: string, signal: AbortSignal): Promise<void> {
    const row = await store.byId(id)
    if (!row) return
    const mirrored = mirrors.exists(id)
    await catalogue.change(id, { clone_state: mirrored ? row.clone_state : 'running', clone_phase: 'connecting', clone_percent: null, last_tried_at: timestamp(clock) })
    try {
      const result = await bring({ row, mirrored, signal })
      if (result.moved) mirrors.changed(id)
      await finish(row, result)
      await compactWhenDue(row, result)
    } catch (error) {
      await fail({ row, mirrored, error, aborted: signal.aborted })
    }
  }

  async function bring({ row, mirrored, signal }: { row: RepositoryRow; mirrored: boolean; signal: AbortSignal }): Promise<Brought> {
    const dir = mirrors.dirOf(row.id)
    if (row.source === 'local' && row.url !== null) await assertNothingBorrowed(row.url)
    if (row.source === 'sample') return { state: await bringSample({ row, dir, mirrored, signal }), change: {}, moved: !mirrored }
    const progress = throttle((now: Progress) => catalogue.change(row.id, { clone_phase: now.phase, clone_percent: now.percent }), progressEveryMs)
    const options = { source: await sourceOf(row), signal, onProgress: progress.report }
    try {
      if (!mirrored) return await clone(row, options)
      await keeping.hold(row.id, options)
      const { state, changed, headChanged } = await fetchMirror(dir, options)
      return { state, change: changed.length > 0 ? { uncompacted: 1 } : {}, moved: headChanged || changed.length > 0 }
    } finally {
      await progress.stop()
    }
  }

  async function clone({ id }: RepositoryRow, options: FetchOptions & { signal: AbortSignal }): Promise<Brought> {
    await keeping.askAgain(id)
    const { state } = await cloneMirror({ ...options, into: mirrors.dirOf(id) })
    await keeping.hold(id, options)
    return { state, change: { compacted_at: timestamp(clock) }, moved: true }
  }

  /** What one repository reads from another is shown to all, so that other one must be here too, by the owner's own choice. */
  async function assertNothingBorrowed(folder: string): Promise<void> {
    const borrowed = await borrowedPlaces(folder).catch(() => []) // a folder that is gone is told by git
    if (borrowed.length === 0) return
    const known = (await catalogue.all()).flatMap(({ source, url }) => (source === 'local' && url !== null ? [url] : []))
    const strange = borrowed.find((place) => !known.some((each) => isWithin(each, place)))
    if (strange === undefined) return
    log.warn({ folder, strange }, 'a local repository leads out of its folder')
    throw new GitError('refused', 'The repository takes part of itself from a folder outside of it, by alternates, a link or a .git file. If everybody may see that folder, add it too.')
  }

  async function sourceOf({ source, url }: RepositoryRow): Promise<Source> {
    if (url === null) throw new GitError('remote-gone', 'The repository has no source.')
    if (source === 'local') return { localPath: url }
    return { url, credentials: await credentials.for(url), allowPrivate: true, allowLoopback: config.allowLoopbackRemotes }
  }

  const compactAgeOf = (row: RepositoryRow) => clock.now().getTime() - Date.parse(row.compacted_at ?? row.created_at)

  /** Once a day, if anything came: many small packs make reading slow, and what was force-pushed away must go for good. */
  async function compactWhenDue(row: RepositoryRow, { change }: Brought): Promise<void> {
    const now = clock.now().getTime()
    const isDirty = change.uncompacted === 1 || row.uncompacted === 1
    if (!isDirty || compactAgeOf(row) < compactEveryMs || now - (compactTriedAt.get(row.id) ?? 0) < compactTryEveryMs) return
    compactTriedAt.set(row.id, now)
    await enqueueCompact(row.id)
  }

  /** It takes minutes for a large repository, so a fetch stops it for now, unless that has gone on for a day. */
  async function compact({ id }: SyncPayload, outer: AbortSignal): Promise<void> {
    const row = await store.byId(id)
    if (row?.uncompacted !== 1 || !mirrors.exists(id)) return
    await alone(id, { outer, makesWay: compactAgeOf(row) < 2 * compactEveryMs, work: (signal) => compactNow(row, signal) })
  }

  async function compactNow(row: RepositoryRow, signal: AbortSignal): Promise<void> {
    const dir = mirrors.dirOf(row.id)
    try {
      await catalogue.change(row.id, { clone_phase: 'compacting', clone_percent: null })
      await keeping.hold(row.id, { source: await sourceOf(row), signal }) // the last moment for what was asked meanwhile
      await compactMirror(dir, { signal })
      mirrors.changed(row.id)
      await catalogue.change(row.id, { ...atRest, uncompacted: 0, compacted_at: timestamp(clock) })
    } catch (error) {
      await removeLeftovers(dir, 0)
      await catalogue.change(row.id, atRest)
      if (signal.aborted) throw error
      log.warn({ repository: row.name, err: error }, 'a mirror could not be compacted')
    }
  }

  async function finish(row: RepositoryRow, { state, change, moved }: Brought): Promise<void> {
    const { branch, oid } = state.head
    const exists = await catalogue.change(row.id, {
      ...atRest,
      ...change,
      clone_state: 'ready',
      clone_error_code: null,
      clone_error_message: null,
      last_fetched_at: timestamp(clock),
      incomplete: state.missingObjects > 0 ? 1 : 0,
      object_format: state.objectFormat,
      default_branch: branch,
      head: oid,
      index_state: oid === null ? 'empty' : moved || row.index_state !== 'ready' ? 'running' : 'ready',
    })
    if (!exists) return mirrors.remove(row.id)
    if (oid === null) await catalogue.change(row.id, { index_files: 0, index_bytes: 0, index_commit: null })
    else if (moved || row.index_state !== 'ready') await index(row.id, oid)
  }

  async function index(id: string, commit: string): Promise<void> {
    try {
      const { count, totalBytes } = await mirrors.files(id, commit)
      const enqueue = indexer()
      await catalogue.change(id, { index_state: enqueue ? 'waiting' : 'ready', index_files: count, index_bytes: totalBytes, index_commit: commit })
      await enqueue?.(id)
    } catch (error) {
      log.error({ err: error, repository: id }, 'the files of a repository cannot be listed')
      await catalogue.change(id, { index_state: 'failed' })
    }
  }

  /**
   * A failed clone is tried again by the job's own back-off, or dies with it. A failed fetch stands on the repository and is
   * left to the schedule: dead jobs of a remote that is gone would only pile up.
   */
  async function fail({ row, mirrored, error, aborted }: { row: RepositoryRow; mirrored: boolean; error: unknown; aborted: boolean }): Promise<void> {
    if (aborted) {
      await catalogue.change(row.id, { ...atRest, clone_state: mirrored ? row.clone_state : 'waiting' })
      throw error
    }
    const { code, message } = syncError(row, error)
    const exists = await catalogue.change(row.id, { ...atRest, clone_state: 'failed', clone_error_code: code, clone_error_message: message })
    log.warn({ repository: row.name, code, err: error }, 'repository cannot be brought up to date')
    if (!exists || mirrored) return
    throw error instanceof GitError && !passing.has(error.kind) ? new PermanentFailure(message) : error
  }

  return {
    job: { name: 'repos.sync', concurrency: 4, maxAttempts: 8, run: ({ id }, { signal }) => alone(id, { outer: signal, makesWay: false, work: (own) => sync(id, own) }) },
    compactJob: { name: 'repos.compact', concurrency: 1, maxAttempts: 3, run: (payload, { signal }) => compact(payload, signal) },
    async cancel(id) {
      const running = busy.get(id)
      running?.abort.abort()
      await running?.done
    },
  }
}

const atRest = { clone_phase: null, clone_percent: null } as const

async function bringSample({ row, dir, mirrored, signal }: { row: RepositoryRow; dir: string; mirrored: boolean; signal: AbortSignal }): Promise<MirrorState> {
  if (!mirrored) {
    const { sampleOrganisation } = await import('./sample/sample.ts') // hundreds of files that few starts need
    const sample = sampleOrganisation().find(({ name }) => `sample:${name}` === row.origin)
    if (!sample) throw new GitError('remote-gone', 'The sample organisation has no such repository any more.')
    await initFromStream(dir, [sample.stream()], { head: `refs/heads/${sample.defaultBranch}`, signal })
  }
  return mirrorState(dir)
}
