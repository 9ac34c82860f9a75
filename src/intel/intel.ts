import { compileRegex } from '../../engine/regex/index.ts'
import type { Parsed } from '../platform/endpoint.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import { claimsOf } from './claims.ts'
import type * as contract from './contract.ts'
import type { Located, ResolvedFrame, ResolvedTrace } from './contract.ts'
import { createResolver, type Claimed, type Place, type Resolved, type Resolver } from './resolve.ts'
import { doubtful, fitOf, likeliestRevision, type Sighting } from './revision.ts'
import { searchesFor } from './searches.ts'
import { parseTracesInWorker } from './traces/worker.ts'
import type { ParsedTrace, TraceReport } from './traces/traces.ts'

export interface Intel {
  /** Finds the traces in a text and the code their frames come from. Never fails on odd text: it says what it understood. */
  locate(viewer: Caller, request: Parsed<typeof contract.locate>['body'], signal?: AbortSignal): Promise<Located>
}

const maxFrames = 400

export function createIntel({ repos }: { repos: Repos }): Intel {
  return {
    async locate(viewer, { text, rev, repo }, signal) {
      const report = await parseTracesInWorker(text, signal)
      const places = report.traces.length > 0 ? await placesFor({ repos, viewer, rev, repo, signal }) : []
      const placeOf = async (name: string, at: string) => placeAt({ repos, viewer, repository: await repos.byName(viewer, name), rev: at, signal })
      const likeliest = (name: string, sightings: Sighting[], present: number) => likeliestRevision({ repos, viewer, repo: name, sightings }, present)
      const traces = await resolveTraces(report, { places, placeAt: placeOf, likeliest: rev === '' ? likeliest : null })
      return {
        traces,
        notes: [...report.notes, ...notesOn(report, places, traces)],
        considered: places.map((place) => ({ repo: place.repo, rev: place.rev, commit: place.files.commit })),
      }
    },
  }
}

async function placesFor({ repos, viewer, rev, repo, signal }: { repos: Repos; viewer: Caller; rev: string; repo: string; signal?: AbortSignal }): Promise<Place[]> {
  const wanted = nameFilter(repo)
  const readable = (await repos.allVisible(viewer)).filter((each) => isReadable(each) && wanted(each.name))
  const places = await Promise.all(readable.map((each) => placeAt({ repos, viewer, repository: each, rev, signal })))
  return places.filter((place) => place !== null)
}

function nameFilter(pattern: string): (name: string) => boolean {
  if (pattern === '') return () => true
  const compiled = compileRegex(pattern, { ignoreCase: true })
  if (!compiled.ok) throw badInput('intel.bad_repo_filter', `repo: ${compiled.issue.message}`)
  return (name) => compiled.matcher.test(Buffer.from(name))
}

async function placeAt({ repos, viewer, repository, rev, signal }: { repos: Repos; viewer: Caller; repository: Repository; rev: string; signal?: AbortSignal }): Promise<Place | null> {
  const named = rev === '' ? null : await repos.resolve(viewer, repository, rev)
  const found = named ?? (await repos.resolve(viewer, repository, ''))
  if (!found) return null
  const files = await repos.files(viewer, repository, found.commit, signal)
  return { repo: repository.name, rev: named ? rev : (repository.defaultBranch ?? 'HEAD'), files, read: (oid) => readOne({ repos, viewer, repository, oid, signal }) }
}

async function readOne({ repos, viewer, repository, oid, signal }: { repos: Repos; viewer: Caller; repository: Repository; oid: string; signal?: AbortSignal }): Promise<Uint8Array | null> {
  let bytes: Uint8Array | null = null
  await repos.readBlobs(viewer, repository, {
    oids: [oid],
    maxBytes: 8 * 1024 * 1024,
    onBlob: (blob) => {
      if (blob.state === 'read') bytes = Uint8Array.from(blob.bytes)
    },
    ...(signal ? { signal } : {}),
  })
  return bytes
}

interface TraceRequest {
  places: readonly Place[]
  /** The same repository at another revision. */
  placeAt(repo: string, rev: string): Promise<Place | null>
  /** What a repository's frames would fit better, or null. Not asked when the revision was given. */
  likeliest: ((repo: string, sightings: Sighting[], present: number) => Promise<string | null>) | null
}

async function resolveTraces(report: TraceReport, request: TraceRequest): Promise<ResolvedTrace[]> {
  let left = maxFrames
  const resolved: ResolvedTrace[] = []
  for (const trace of report.traces) {
    if (left <= 0) break
    left -= trace.exceptions.reduce((count, exception) => count + exception.frames.length, 0)
    resolved.push(await resolveTrace(trace, request))
  }
  return resolved
}

/**
 * Twice over the frames: the first pass shows which repositories the trace runs through, and which of them it contradicts; for those
 * the revision that it was printed by is looked for. The second pass lets both decide.
 */
async function resolveTrace(trace: ParsedTrace, request: TraceRequest): Promise<ResolvedTrace> {
  const claimed = trace.exceptions.map((exception) => claimsOf(trace, exception))
  const all = claimed.flat()
  const first = await resolveAll(createResolver(request.places, () => 0), all)
  const { places, notes } = await betterPlaces(request, all, first)
  const share = shareByRepository(first.map(({ frame }) => frame))
  const second = createResolver(places, (repo) => share.get(repo) ?? 0)
  const exceptions = []
  for (const [at, { type, message, relation, thread }] of trace.exceptions.entries()) {
    const frames = (await resolveAll(second, claimed[at] ?? [])).map(({ frame }) => frame)
    exceptions.push({ type: type ?? null, message: message ?? null, relation: relation ?? null, thread: thread ?? null, frames })
  }
  const focus = focusOf(trace, exceptions)
  const frame = focus ? exceptions[focus.exception]?.frames[focus.frame] : undefined
  const { language, format, start, end, truncated } = trace
  return { language, format, start, end, truncated, exceptions, focus, searches: frame ? searchesOf(frame) : [], notes: [...trace.notes, ...notes] }
}

const resolveAll = (resolver: Resolver, frames: readonly Claimed[]) => Promise.all(frames.map((frame) => resolver.resolve(frame)))

async function betterPlaces({ places, placeAt, likeliest }: TraceRequest, claimed: readonly Claimed[], resolved: readonly Resolved[]): Promise<{ places: readonly Place[]; notes: string[] }> {
  const better = new Map<string, Place>()
  for (const [repo, sightings] of likeliest ? doubtful(claimed, resolved) : []) {
    const present = places.find((place) => place.repo === repo)
    const rev = present && (await likeliest?.(repo, sightings, await fitIn(present, sightings)))
    const place = rev ? await placeAt(repo, rev) : null
    if (place) better.set(repo, place)
  }
  const notes = [...better.values()].map(({ repo, rev }) => `${repo} is read at ${rev}, which fits this trace better than the default branch.`)
  return { places: places.map((place) => better.get(place.repo) ?? place), notes }
}

async function fitIn(place: Place, sightings: readonly Sighting[]): Promise<number> {
  const resolver = createResolver([place], () => 0)
  const checks = await Promise.all(sightings.map((sighting) => resolver.check(place, sighting)))
  return checks.reduce((sum, check) => sum + fitOf(check), 0)
}

/** How large a part of the located in-app frames lies in each repository. */
function shareByRepository(frames: readonly ResolvedFrame[]): Map<string, number> {
  const located = frames.flatMap(({ place, inApp }) => (place && inApp ? [place.repo] : []))
  const counts = Map.groupBy(located, (repo) => repo)
  return new Map([...counts].map(([repo, all]) => [repo, all.length / located.length]))
}

/** The frame of our own code that the parser points to when its place is known, else the innermost one with a place, from the exception that began it outwards. */
function focusOf(trace: ParsedTrace, exceptions: ResolvedTrace['exceptions']): ResolvedTrace['focus'] {
  const crash = trace.appFrame ?? trace.crashFrame
  const good = (exception: number, frame: number) => {
    const found = exceptions[exception]?.frames[frame]
    return found !== undefined && found.inApp && found.place !== null
  }
  if (crash && good(crash.exception, crash.frame)) return crash
  const order = exceptions.map((_, at) => at).sort((a, b) => Math.abs(a - (crash?.exception ?? 0)) - Math.abs(b - (crash?.exception ?? 0)))
  for (const exception of order) {
    const frame = innermostFirst(trace, exceptions[exception]?.frames ?? []).find((at) => good(exception, at))
    if (frame !== undefined) return { exception, frame }
  }
  return null
}

function innermostFirst(trace: ParsedTrace, frames: readonly ResolvedFrame[]): number[] {
  const places = frames.map((_, at) => at)
  return trace.order === 'innermost-last' ? places.reverse() : places
}

function searchesOf({ excerpt, place, column }: ResolvedFrame): ResolvedTrace['searches'] {
  const line = place?.line
  if (!excerpt || !line) return []
  return searchesFor(excerpt.lines[line - excerpt.startLine] ?? '', column)
}

function notesOn(report: TraceReport, places: readonly Place[], traces: readonly ResolvedTrace[]): string[] {
  if (report.traces.length === 0) return ['No stack trace was recognised in this text.']
  if (places.length === 0) return ['There is no repository to look in yet; add the ones this trace comes from.']
  const missed = traces.length < report.traces.length ? [`Only the first ${traces.length} of ${report.traces.length} traces were located.`] : []
  return traces.some((trace) => trace.focus) ? missed : [...missed, 'None of the frames is in a repository that is known here.']
}
