import { claimsOf } from './claims.ts'
import type { ResolvedFrame, ResolvedTrace } from './contract.ts'
import { createScout } from './guesses.ts'
import type { Homes } from './homes.ts'
import type { Place } from './place.ts'
import { createResolver, unresolved, type Claimed, type Resolved, type Resolver } from './resolve.ts'
import type { Likeliest, Sighting } from './revision.ts'
import { searchesFor } from './searches.ts'
import { doubtful } from './sightings.ts'
import type { MappedTrace } from './source-maps/map-trace.ts'
import type { ParsedTrace } from './traces/traces.ts'

export interface TraceRequest {
  trace: ParsedTrace
  places: readonly Place[]
  homes: Homes
  /** When no further release may be looked for, on performance.now()'s clock. */
  deadline: number
  /** What stands in front of the trace's first line: time stamps, the name of a container. */
  prefix: string
  /** So many frames are looked for; the others are given as they were printed. */
  maxFrames: number
  /** What a repository's frames would fit better than the place given, or null. Absent when the revision was asked for. */
  likeliest?: ((place: Place, sightings: readonly Sighting[]) => Promise<Likeliest | null>) | undefined
  /** Leads frames of generated files back to their sources, by source maps that lie in these places or were uploaded. */
  map(trace: ParsedTrace, places: readonly Place[]): Promise<MappedTrace>
  /** The same repository at another revision. */
  placeAt(repo: string, rev: string): Promise<Place | null>
}

/**
 * Twice over the frames: the first pass shows which repositories the trace runs through, and which of them it contradicts; for those
 * the revision that it was printed by is looked for. The second pass lets both decide.
 */
export async function resolveTrace(request: TraceRequest): Promise<ResolvedTrace> {
  const { trace, places, homes, prefix, maxFrames } = request
  const mapped = await request.map(trace, places)
  const wanted = claimedIn(mapped).slice(0, maxFrames)
  const first = await resolveAll(createResolver(await createScout(places, homes, framesIn(wanted)), () => 0), wanted)
  const better = await betterPlaces(request, wanted, first)
  const lean = leanOf(first, namesIn(prefix))
  const again = isMappedAnew(mapped, places, better.places) ? await request.map(trace, better.places) : mapped
  const all = claimedIn(again)
  const decided = all.slice(0, maxFrames)
  const second = await resolveAll(createResolver(await createScout(better.places, homes, framesIn(decided)), lean), decided)
  const resolved = [...second.map(({ frame }) => frame), ...all.slice(maxFrames).map(({ frame }) => unresolved(frame).frame)]
  let at = 0
  const exceptions = trace.exceptions.map(({ type, message, relation, thread, frames: { length } }) => {
    const own = resolved.slice(at, (at += length))
    return { type: type ?? null, message: message ?? null, relation: relation ?? null, thread: thread ?? null, frames: own }
  })
  const focus = focusOf(trace, exceptions)
  const frame = focus ? exceptions[focus.exception]?.frames[focus.frame] : undefined
  const { language, format, start, end, truncated } = trace
  const notes = [...trace.notes, ...again.notes, ...runningNotes(better.places, resolved), ...better.notes, ...(all.length > wanted.length ? [`Only the first ${wanted.length} of ${all.length} frames were looked for.`] : [])]
  return { language, format, start, end, truncated, exceptions, focus, searches: frame ? searchesOf(frame) : [], notes }
}

const claimedIn = ({ trace, mappings }: MappedTrace): Claimed[] => trace.exceptions.flatMap((exception) => claimsOf(trace, exception)).map((claimed) => ({ ...claimed, mapping: mappings.get(claimed.frame) }))

/** The files that stand in the trace, and those that they were made from. */
const framesIn = (claimed: readonly Claimed[]) => claimed.flatMap(({ frame, mapping }) => (mapping ? [frame, mapping.printed] : [frame]))

/** A map was taken from a repository that is read at another revision now. */
function isMappedAnew({ mappings }: MappedTrace, before: readonly Place[], now: readonly Place[]): boolean {
  const changed = new Set(now.filter((place, at) => place !== before[at]).map(({ repo }) => repo))
  return [...mappings.values()].some(({ map: { origin, repo } }) => origin !== 'upload' && repo !== null && changed.has(repo))
}

const resolveAll = (resolver: Resolver, frames: readonly Claimed[]) => Promise.all(frames.map((frame) => resolver.resolve(frame)))

async function betterPlaces({ places, placeAt, likeliest, deadline }: TraceRequest, claimed: readonly Claimed[], resolved: readonly Resolved[]): Promise<{ places: readonly Place[]; notes: string[] }> {
  const better = new Map<string, Place>()
  const notes: string[] = []
  for (const [place, sightings] of likeliest ? doubtful({ places, claimed, resolved }) : []) {
    if (performance.now() > deadline) {
      notes.push(`There was no time to look for the release of ${place.repo}.`)
      continue
    }
    const found = await likeliest?.(place, sightings)
    const at = found ? await placeAt(place.repo, found.rev) : null
    if (!found || !at) continue
    better.set(place.repo, at)
    notes.push(noteOn(place, found))
  }
  return { places: places.map((place) => better.get(place.repo) ?? place), notes }
}

/** Of the repositories that frames lie in, those that are read at what runs. */
function runningNotes(places: readonly Place[], frames: readonly ResolvedFrame[]): string[] {
  const located = new Set(frames.flatMap(({ place }) => place?.repo ?? []))
  return places.flatMap(({ repo, rev, runs }) => (runs && located.has(repo) ? [`${repo} is read at ${rev}, which runs${runs.service === repo.split('/').at(-1) ? '' : ` as ${runs.service}`} in ${runs.environment} since ${runs.since.slice(0, 16).replace('T', ' ')} UTC.`] : []))
}

function noteOn({ repo, runs }: Place, { rev, told, others }: Likeliest): string {
  if (told) return `${repo} is read at ${rev}, the version that the trace names.`
  const alike = others > 0 ? ` ${others === 1 ? 'Another revision fits' : `${others} other revisions fit`} as well.` : ''
  return `${repo} is read at ${rev}, which fits this trace better than ${runs ? `what runs in ${runs.environment}` : 'the default branch'}.${alike}`
}

/** How much speaks for a repository: the part of the located in-app frames that lies in it, and that the log names it. */
function leanOf(resolved: readonly Resolved[], names: ReadonlySet<string>): (repo: string) => number {
  const located = resolved.flatMap(({ frame: { place, inApp } }) => (place && inApp ? [place.repo] : []))
  const counts = new Map([...Map.groupBy(located, (repo) => repo)].map(([repo, all]) => [repo, all.length]))
  return (repo) => (names.has(repo.slice(repo.lastIndexOf('/') + 1).toLowerCase()) ? 1 : (counts.get(repo) ?? 0) / Math.max(1, located.length))
}

/** Names that a log puts in front of a line, and what of them may be a service's: `pricing-7d9f-x2 |` names `pricing` too. */
function namesIn(prefix: string): Set<string> {
  const words = prefix.toLowerCase().match(/[a-z][a-z\d._-]*/g) ?? []
  return new Set(words.flatMap((word) => word.split('-').map((_, at, parts) => parts.slice(0, at + 1).join('-'))))
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
