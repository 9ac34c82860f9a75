import { setTimeout } from 'node:timers/promises'
import { compileRegex, matchesString } from '../../engine/regex/index.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import type { Place } from './place.ts'
import type { RunningRevision } from './running.ts'

export interface PlacesRequest {
  repos: Repos
  viewer: Caller
  /** Asked for, or empty: what runs, else the default branch. */
  rev: string
  /** What runs, by the names of repositories. */
  running: ReadonlyMap<string, RunningRevision>
  /** Which repositories may be looked into, by their names. */
  passes: (name: string) => boolean
  signal?: AbortSignal | undefined
}

export interface Places {
  places: readonly Place[]
  /** Names of repositories whose files could not be listed in time. The listing goes on, so that asking again finds them. */
  late: readonly string[]
}

const atOnce = 8
const patienceMs = 3_000
const maxFileBytes = 4 * 1024 * 1024

/** Every repository that the viewer may see and whose name matches, at the revision asked for where it has that one. */
export async function placesFor(request: PlacesRequest): Promise<Places> {
  const { repos, viewer, passes } = request
  const waiting = (await repos.allVisible(viewer)).filter((each) => isReadable(each) && passes(each.name))
  const places = new Map<string, Place | null>()
  const queue = [...waiting]
  const stop = new AbortController()
  const work = async () => {
    for (let next = queue.shift(); next && !stop.signal.aborted; next = queue.shift()) places.set(next.name, await placeAt({ ...request, repository: next, rev: request.rev }))
  }
  const timeout = setTimeout(patienceMs, undefined, { signal: stop.signal }).catch(() => {})
  try {
    await Promise.race([Promise.all(Array.from({ length: atOnce }, work)), timeout])
  } finally {
    stop.abort()
  }
  request.signal?.throwIfAborted()
  const names = waiting.map(({ name }) => name)
  return { places: names.flatMap((name) => places.get(name) ?? []), late: names.filter((name) => !places.has(name)) }
}

/** RE2, in any letter case; empty for all. */
export function nameFilter(pattern: string): (name: string) => boolean {
  if (pattern === '') return () => true
  const compiled = compileRegex(pattern, { ignoreCase: true })
  if (!compiled.ok) throw badInput('intel.bad_repo_filter', `repo: ${compiled.issue.message}`)
  return (name) => matchesString(compiled.matcher, name)
}

type PlaceRequest = Pick<PlacesRequest, 'repos' | 'viewer' | 'rev' | 'running' | 'signal'> & { repository: Repository }

/** A repository at a revision, else at what runs, else at its default branch. Null when it has no commit. */
export async function placeAt(request: PlaceRequest): Promise<Place | null> {
  const { repos, viewer, repository, signal } = request
  const found = (await askedFor(request)) ?? (await runningIn(request)) ?? (await standardOf(request))
  if (!found) return null
  const files = await repos.files(viewer, repository, found.commit, signal)
  const read = (oid: string, maxBytes = maxFileBytes) => readBlob({ ...request, oid, maxBytes })
  return { repo: repository.name, rev: found.rev, runs: found.runs, files, read }
}

type Opened = Pick<Place, 'rev' | 'runs'> & { commit: string }

async function askedFor({ repos, viewer, repository, rev }: PlaceRequest): Promise<Opened | null> {
  const named = rev === '' ? null : await repos.resolve(viewer, repository, rev)
  return named && { rev, commit: named.commit, runs: null }
}

const shortOid = 12

async function runningIn({ repos, viewer, repository, rev, running }: PlaceRequest): Promise<Opened | null> {
  const runs = rev === '' ? running.get(repository.name) : undefined
  if (!runs || !(await repos.resolve(viewer, repository, runs.commit))) return null
  const named = runs.version === null ? null : await repos.resolve(viewer, repository, runs.version)
  return { rev: named?.commit === runs.commit && runs.version !== null ? runs.version : runs.commit.slice(0, shortOid), commit: runs.commit, runs }
}

async function standardOf({ repos, viewer, repository }: PlaceRequest): Promise<Opened | null> {
  const found = await repos.resolve(viewer, repository, '')
  return found && { rev: repository.defaultBranch ?? 'HEAD', commit: found.commit, runs: null }
}

async function readBlob({ repos, viewer, repository, signal, oid, maxBytes }: PlaceRequest & { oid: string; maxBytes: number }): Promise<Uint8Array | null> {
  let bytes: Uint8Array | null = null
  await repos.readBlobs(viewer, repository, {
    oids: [oid],
    maxBytes,
    onBlob: (blob) => {
      if (blob.state === 'read') bytes = Uint8Array.from(blob.bytes)
    },
    ...(signal ? { signal } : {}),
  })
  return bytes
}
