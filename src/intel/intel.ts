import type { Deployments } from '../deployments/deployments.ts'
import type { Config } from '../platform/config.ts'
import type { Parsed } from '../platform/endpoint.ts'
import type { Caller } from '../platform/http.ts'
import type { Repos } from '../repos/repos.ts'
import type { Search } from '../search/search.ts'
import type { Syntax } from '../../syntax/index.ts'
import type * as contract from './contract.ts'
import type { Located, ResolvedTrace } from './contract.ts'
import { createHomes } from './homes.ts'
import { createModuleUses, type ModuleUses } from './module-uses/module-uses.ts'
import { createNavigator, type Followed, type Navigator } from './navigate/navigator.ts'
import { nameFilter, placeAt, placesFor, type Places, type PlacesRequest } from './places.ts'
import { runningRevisions } from './running.ts'
import type { Scip } from './scip/scip.ts'
import { likeliestRevision } from './revision.ts'
import type { SourceMaps } from './source-maps/source-maps.ts'
import { resolveTrace, type TraceRequest } from './trace.ts'
import { parseTracesApart } from './traces/trace-reader.ts'
import type { TraceReport } from './traces/traces.ts'

export { createPublishers, type ModuleFacts, type ModuleUse, type PublishedModule, type Publisher } from './module-uses/module-uses.ts'
export type { Followed }

export interface Intel {
  /** Finds the traces in a text and the code their frames come from. Never fails on odd text: it says what it understood. */
  locate(viewer: Caller, request: Parsed<typeof contract.locate>['body'], signal?: AbortSignal): Promise<Located>
  navigator: Navigator
  moduleUses: ModuleUses
}

const maxFrames = 400
/** After the listings, which have their own. */
const patienceMs = 3_000

export interface IntelOptions {
  repos: Repos
  deployments: Pick<Deployments, 'running'>
  search: Pick<Search, 'stream'>
  syntax: Pick<Syntax, 'askMany'>
  scip: Pick<Scip, 'precise'>
  sourceMaps: Pick<SourceMaps, 'mapTrace'>
  config: Pick<Config, 'dataDir'>
}

export function createIntel({ repos, deployments, search, syntax, scip, sourceMaps, config }: IntelOptions): Intel {
  return {
    moduleUses: createModuleUses({ repos, syntax, precise: scip.precise, config }),
    navigator: createNavigator({ repos, search, syntax, precise: scip.precise }),
    async locate(viewer, { text, rev, repo, environment, at }, signal) {
      const running = rev === '' ? await runningRevisions({ deployments, viewer, environment, at }) : new Map<string, never>()
      const request = { repos, viewer, rev, running, passes: nameFilter(repo), signal }
      const report = await parseTracesApart(text, signal)
      const found = report.traces.length > 0 ? await placesFor(request) : { places: [], late: [] }
      const traces = await resolveTraces({ text, report, found, request, sourceMaps })
      return {
        traces,
        notes: [...report.notes, ...notesOn(report, found, traces)],
        considered: found.places.map((place) => ({ repo: place.repo, rev: place.rev, commit: place.files.commit })),
      }
    },
  }
}

interface LocateRequest {
  text: string
  report: TraceReport
  found: Places
  request: PlacesRequest
  sourceMaps: Pick<SourceMaps, 'mapTrace'>
}

/** The traces in their order until the frames or the time run out; what is left is told in a note. */
async function resolveTraces({ text, report, found: { places }, request, sourceMaps }: LocateRequest): Promise<ResolvedTrace[]> {
  const deadline = performance.now() + patienceMs
  const known = new Map<string, ReturnType<TraceRequest['placeAt']>>()
  const homes = createHomes(places)
  const releases = releasesIn(request)
  const traces: ResolvedTrace[] = []
  let left = maxFrames
  for (const trace of report.traces) {
    if (left <= 0 || performance.now() > deadline) break
    request.signal?.throwIfAborted()
    traces.push(await resolveTrace({
      trace, places, homes, deadline, prefix: prefixOf(text, trace.start), maxFrames: left,
      map: (parsed, at) => sourceMaps.mapTrace({ viewer: request.viewer, trace: parsed, places: at, releases, deadline, signal: request.signal }),
      likeliest: request.rev === '' ? likeliestFor(request, deadline) : undefined,
      placeAt(name, rev) {
        const key = `${name}@${rev}`
        const place = known.get(key) ?? placeNamed(request, name, rev)
        known.set(key, place)
        return place
      },
    }))
    left -= trace.exceptions.reduce((count, { frames }) => count + frames.length, 0)
  }
  return traces
}

/** What is known to have run: the revision that was asked for, else the versions that are deployed. */
const releasesIn = ({ rev, running }: PlacesRequest) => new Set([rev, ...[...running.values()].flatMap(({ version, commit }) => [version ?? '', commit])].filter((release) => release !== ''))

const maxPrefix = 200

/** What stands before `start` on its line. */
const prefixOf = (text: string, start: number) => text.slice(Math.max(start - maxPrefix, text.lastIndexOf('\n', start - 1) + 1), start)

async function placeNamed(request: PlacesRequest, name: string, rev: string): ReturnType<typeof placeAt> {
  return placeAt({ ...request, rev, repository: await request.repos.byName(request.viewer, name) })
}

function likeliestFor({ repos, viewer, signal }: PlacesRequest, deadline: number): NonNullable<TraceRequest['likeliest']> {
  return async ({ repo, files }, sightings) => likeliestRevision({ repos, viewer, repository: await repos.byName(viewer, repo), present: files.commit, sightings, deadline, signal })
}

function notesOn(report: TraceReport, { places, late }: Places, traces: readonly ResolvedTrace[]): string[] {
  if (report.traces.length === 0) return ['No stack trace was recognised in this text.']
  const unlisted = late.length > 0 ? [`${late.length} repositories could not be looked into in time: ${late.slice(0, 5).join(', ')}${late.length > 5 ? ', …' : ''}. Ask again in a moment.`] : []
  if (places.length === 0) return late.length > 0 ? unlisted : ['There is no repository to look in yet; add the ones this trace comes from.']
  const missed = traces.length < report.traces.length ? [`Only the first ${traces.length} of ${report.traces.length} traces were located.`] : []
  const nothing = traces.some((trace) => trace.focus) ? [] : ['None of the frames is in a repository that is known here.']
  return [...unlisted, ...missed, ...nothing]
}
