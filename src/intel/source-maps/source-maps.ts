import { timestamp, type Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Db } from '../../platform/database.ts'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { badInput, notFound, Problem } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import { newId } from '../../platform/ids.ts'
import type { Repos } from '../../repos/repos.ts'
import type * as contract from '../contract.ts'
import type { UploadedMap } from '../contract.ts'
import { segmentsOf } from '../paths.ts'
import type { Place } from '../place.ts'
import type { ParsedTrace } from '../traces/format.ts'
import { createMapFiles, receive } from './files.ts'
import { findNamed, mapsInRepositories, uploadedMaps, type MapCandidate } from './generated-files.ts'
import { createMapReader } from './map-reader.ts'
import { bestMap, isMappable, keyOf, mapTrace, positionOf, type MappedTrace, type ReadMap } from './map-trace.ts'
import { normalDebugId, type Position } from './source-map.ts'
import { createSourceMapStore, type SourceMapRow } from './store.ts'

export interface MapRequest {
  viewer: Caller
  trace: ParsedTrace
  places: readonly Place[]
  /** What is known to have run: versions and revisions. */
  releases: ReadonlySet<string>
  /** On performance.now()'s clock. */
  deadline: number
  signal?: AbortSignal | undefined
}

/** Source maps: those that were uploaded, and what they and those in repositories say of traces. */
export interface SourceMaps {
  /** Refuses what is no source map. */
  upload(viewer: Caller, query: Parsed<typeof contract.uploadSourceMap>['query'], body: ReadableStream<Uint8Array> | null): Promise<UploadedMap>
  /** Those of the repositories that the viewer may see, and those of none. */
  list(viewer: Caller, query: Parsed<typeof contract.listSourceMaps>['query']): Promise<Answer<typeof contract.listSourceMaps>>
  remove(viewer: Caller, id: string): Promise<void>
  /** The trace with the frames of generated files led back to their sources. Nothing is fetched from anywhere. Never fails over a map. */
  mapTrace(request: MapRequest): Promise<MappedTrace>
}

export interface SourceMapsOptions {
  db: Db
  repos: Repos
  clock: Clock
  config: Pick<Config, 'dataDir'>
}

const listedAtOnce = 1000
const mostBytes = 8 * 1024 ** 3
const mostFiles = 40
const uploadMs = 30_000

export async function createSourceMaps({ db, repos, clock, config }: SourceMapsOptions): Promise<SourceMaps> {
  const store = createSourceMapStore(db)
  const files = await createMapFiles(config.dataDir)
  const reader = createMapReader()
  await files.sweep(await store.hashes())

  /** By their ids. */
  const namesFor = async (viewer: Caller) => new Map((await repos.allVisible(viewer)).map(({ id, name }) => [id, name]))
  const isVisible = ({ repository_id: id }: SourceMapRow, names: ReadonlyMap<string, string>) => id === null || names.has(id)

  /** One change after the other, so that no bytes are removed that a record is just about to name. */
  let changing: Promise<unknown> = Promise.resolve()
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = changing.then(change)
    changing = done.catch(() => {})
    return done
  }

  async function forgetBytes(hashes: readonly string[]): Promise<void> {
    for (const sha256 of hashes) if (!(await store.isUsed(sha256))) await files.remove(sha256)
  }

  async function summarise(bytes: Uint8Array) {
    const [answer] = await reader.readAll([{ map: { bytes }, positions: [] }], { withinMs: uploadMs })
    if (!answer?.ok) throw badInput('source_maps.not_a_map', `This is no source map that can be used: it ${answer?.reason ?? 'cannot be read'}.`)
    if (answer.value.summary === null) throw badInput('source_maps.not_a_map', 'This is no source map that can be used.')
    return answer.value.summary
  }

  return {
    async upload(viewer, { file: given, release, repo, debugId: told }, body) {
      const repositoryId = repo === undefined ? null : (await repos.byName(viewer, repo)).id
      if (!body) throw badInput('source_maps.empty', 'Send the source map as the body of the request, as it is or packed with gzip.')
      const bytes = await receive(body)
      if (bytes.length === 0) throw badInput('source_maps.empty', 'Send the source map as the body of the request, as it is or packed with gzip.')
      const summary = await summarise(bytes)
      const file = segmentsOf((given || summary.file || '').replace(/\.map$/, '')).join('/')
      const debugId = told === '' ? summary.debugId : normalDebugId(told)
      if (told !== '' && debugId === null) throw badInput('source_maps.bad_debug_id', 'A debug id is a UUID: 32 hexadecimal digits.')
      if (file === '' && debugId === null) throw badInput('source_maps.no_file', 'The map does not say which file it is of. Say it: ?file=assets/app.js')
      if ((await store.bytes()) + bytes.length > mostBytes) throw new Problem(507, 'source_maps.full', 'There are 8 GB of source maps already. Remove those of releases that run nowhere any more.')
      return inTurn(async () => {
        const row: SourceMapRow = {
          id: newId('map'), repository_id: repositoryId, release: release.trim(), file, name: file.slice(file.lastIndexOf('/') + 1), debug_id: debugId,
          sha256: await files.keep(bytes), bytes: bytes.length, sources: summary.sources, created_at: timestamp(clock), created_by: viewer.name,
        }
        await forgetBytes(await store.put(row))
        return present(row, repo ?? null)
      })
    },

    async list(viewer, { repo, release, file }) {
      const names = repo === undefined ? await namesFor(viewer) : new Map([await repos.byName(viewer, repo)].map(({ id, name }) => [id, name]))
      const rows = (await store.list({ release, name: file === undefined ? undefined : segmentsOf(file).at(-1) })).filter((row) => (repo === undefined ? isVisible(row, names) : names.has(row.repository_id ?? '')))
      return { maps: rows.slice(0, listedAtOnce).map((row) => present(row, names.get(row.repository_id ?? '') ?? null)), total: rows.length }
    },

    async remove(viewer, id) {
      const row = await store.get(id)
      if (!row || !isVisible(row, await namesFor(viewer))) throw notFound('source_maps.not_found', 'There is no such source map: it was removed, or a newer one has taken its place.')
      await inTurn(async () => {
        await store.remove(id)
        await forgetBytes([row.sha256])
      })
    },

    async mapTrace(request) {
      const positions = positionsIn(request.trace)
      if (positions.size === 0) return { trace: request.trace, mappings: new Map(), notes: [] }
      const candidates = await candidatesFor(request, [...positions.keys()].slice(0, mostFiles))
      const { maps, notes } = await readMaps(request, candidates, positions)
      return { ...mapTrace(request.trace, maps), notes }
    },
  }

  /** By the names of generated files as the trace prints them. */
  async function candidatesFor({ viewer, trace, places, releases }: MapRequest, wanted: readonly string[]): Promise<Map<string, MapCandidate[]>> {
    const names = new Set(wanted.map((file) => segmentsOf(file).at(-1) ?? ''))
    const repoNames = await namesFor(viewer)
    const debugIds = [...(trace.debugIds?.values() ?? [])].flatMap((id) => normalDebugId(id) ?? [])
    const rows = (await store.find({ names: [...names], debugIds })).filter((row) => isVisible(row, repoNames))
    const named = await findNamed(places, names)
    const all = trace.release === undefined ? releases : new Set([...releases, trace.release, trace.release.replace(/^.*@/, '')])
    const candidates = new Map<string, MapCandidate[]>()
    for (const file of wanted) {
      const uploaded = uploadedMaps({ viewer, file, debugId: trace.debugIds?.get(file), releases: all, rows, repoNames, pathOf: files.pathOf })
      candidates.set(file, [...uploaded, ...(await mapsInRepositories(file, named))])
    }
    return candidates
  }

  async function readMaps({ deadline, signal }: MapRequest, candidates: ReadonlyMap<string, readonly MapCandidate[]>, positions: ReadonlyMap<string, readonly Position[]>) {
    const tasks = [...candidates].flatMap(([file, all]) => all.map(({ map }) => ({ map, positions: positions.get(file) ?? [] })))
    const answers = tasks.length === 0 ? [] : await reader.readAll(tasks, { withinMs: Math.max(0, deadline - performance.now()), signal })
    const maps = new Map<string, ReadMap>()
    const notes: string[] = []
    let at = 0
    for (const [file, all] of candidates) {
      const own = answers.slice(at, (at += all.length))
      const best = bestMap(all, own, positions.get(file) ?? [])
      if (best) maps.set(file, best)
      notes.push(...own.flatMap((answer, place) => (answer.ok ? [] : [`The source map ${all[place]?.origin.name ?? ''} ${answer.reason}.`])))
    }
    return { maps, notes: [...new Set(notes)] }
  }
}

function present({ id, release, file, debug_id: debugId, sha256, bytes, sources, created_at: createdAt, created_by: createdBy }: SourceMapRow, repo: string | null): UploadedMap {
  return { id, repo, release, file, debugId, sha256, bytes, sources, createdAt, createdBy }
}

/** Each position once, by the generated file that it is in. */
function positionsIn(trace: ParsedTrace): Map<string, Position[]> {
  const found = new Map<string, Map<string, Position>>()
  for (const frame of trace.exceptions.flatMap(({ frames }) => frames).filter(isMappable)) {
    const position = positionOf(frame)
    const known = found.get(frame.file ?? '') ?? new Map<string, Position>()
    found.set(frame.file ?? '', known.set(keyOf(position), position))
  }
  return new Map([...found].map(([file, positions]) => [file, [...positions.values()]]))
}
