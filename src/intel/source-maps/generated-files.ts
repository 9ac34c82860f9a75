/** The generated files that a trace runs through, and the source maps that may be of them. */
import type { Caller } from '../../platform/http.ts'
import { findByName, matchPaths, segmentsOf } from '../paths.ts'
import type { Place } from '../place.ts'
import { decodeText } from '../text.ts'
import { inlineMap, readMapComment } from './comment.ts'
import type { MapOrigin } from './mapping.ts'
import type { MapBytes } from './reading.ts'
import { MOST_MAP_BYTES, normalDebugId } from './source-map.ts'
import type { SourceMapRow } from './store.ts'

export interface MapCandidate {
  origin: MapOrigin
  map: MapBytes
  /** The lines of the generated file, where it is at hand. */
  generated: readonly string[] | null
  /** How many segments of the path agree with the printed one, counted from the file's name. */
  agree: number
}

const mostGeneratedBytes = 32 * 1024 * 1024
const mostOfAFile = 4

/** The files of all places that bear one of these names or that of its map, by place and name. */
export async function findNamed(places: readonly Place[], names: ReadonlySet<string>): Promise<Map<Place, Map<string, number[]>>> {
  const wanted = new Set([...names].flatMap((name) => [name, `${name}.map`]))
  const found = new Map<Place, Map<string, number[]>>()
  for (const place of places) found.set(place, await findByName(place.files, wanted))
  return found
}

/** Maps that lie in repositories: beside the generated file, where it says, in it, or without it. Those whose paths agree best. */
export async function mapsInRepositories(file: string, named: ReadonlyMap<Place, ReadonlyMap<string, readonly number[]>>): Promise<MapCandidate[]> {
  const segments = segmentsOf(file)
  const name = segments.at(-1) ?? ''
  const withMap = [...segments.slice(0, -1), `${name}.map`]
  const all = [...named].flatMap(([place, files]) => {
    const generated = matchPaths(place.files, files.get(name) ?? [], { segments, limit: mostOfAFile })
    const maps = matchPaths(place.files, files.get(`${name}.map`) ?? [], { segments: withMap, limit: mostOfAFile })
    const alone = maps.filter(({ path }) => !generated.some((each) => `${each.path}.map` === path))
    return [...generated.map((match) => ({ place, ...match, isMap: false })), ...alone.map((match) => ({ place, ...match, isMap: true }))]
  })
  const best = all.toSorted((a, b) => b.agree - a.agree).filter(({ agree }, _at, [first]) => agree === first?.agree).slice(0, mostOfAFile)
  const read = await Promise.all(best.map((match) => (match.isMap ? mapAt(match.place, match.path, match) : mapOfGenerated(match))))
  return read.filter((candidate) => candidate !== null)
}

interface Found {
  place: Place
  path: string
  oid: string
  agree: number
}

async function mapOfGenerated({ place, path, oid, agree }: Found): Promise<MapCandidate | null> {
  const bytes = await place.read(oid, mostGeneratedBytes)
  if (bytes === null) return mapAt(place, `${path}.map`, { agree })
  const text = decodeText(bytes)
  const { url } = readMapComment(text)
  const generated = text.split(/\r?\n/)
  const inline = url === null ? null : inlineMap(url)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (inline) return { origin: { origin: 'inline', name, repo: place.repo, path, release: null, told: 'beside' }, map: { bytes: inline }, generated, agree }
  const named = url === null ? null : await mapAt(place, pathBeside(path, url), { agree })
  const found = named ?? (await mapAt(place, `${path}.map`, { agree }))
  return found && { ...found, generated, origin: { ...found.origin, told: 'beside' } }
}

/** An address on another host means the file of its name that lies beside. */
function pathBeside(path: string, url: string): string {
  const bare = url.replace(/[?#].*$/, '')
  const own = /^[a-z][\w+.-]*:/i.test(bare) || bare.startsWith('/') ? bare.slice(bare.lastIndexOf('/') + 1) : bare
  return segmentsOf(`${path.slice(0, path.lastIndexOf('/') + 1)}${decoded(own)}`).join('/')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function mapAt(place: Place, path: string, { agree }: { agree: number }): Promise<MapCandidate | null> {
  const at = place.files.indexOf(path)
  const bytes = at >= 0 && place.files.kind(at) === 'file' ? await place.read(place.files.oid(at), MOST_MAP_BYTES) : null
  return bytes && { origin: { origin: 'repository', name: path.slice(path.lastIndexOf('/') + 1), repo: place.repo, path, release: null, told: null }, map: { bytes }, generated: null, agree }
}

export interface UploadsRequest {
  viewer: Caller
  file: string
  /** That the trace tells for this file. */
  debugId: string | undefined
  /** What is known to have run. */
  releases: ReadonlySet<string>
  rows: readonly SourceMapRow[]
  repoNames: ReadonlyMap<string, string>
  pathOf(sha256: string): string
}

/** Maps that were uploaded: of the debug id that the trace tells, else of this name, those of the release that ran first. */
export function uploadedMaps({ file, debugId, releases, rows, repoNames, pathOf }: UploadsRequest): MapCandidate[] {
  const segments = segmentsOf(file)
  const id = normalDebugId(debugId ?? '')
  const fitting = rows.filter((row) => (id !== null && row.debug_id === id) || row.name === segments.at(-1))
  const told = (row: SourceMapRow): MapOrigin['told'] => (id !== null && row.debug_id === id ? 'debug id' : row.release !== '' && releases.has(row.release) ? 'release' : null)
  const rated = fitting.map((row) => ({ row, told: told(row), agree: agreement(segmentsOf(row.file), segments) }))
  const rankOf = (each: (typeof rated)[number]) => (each.told === 'debug id' ? 2 : each.told === 'release' ? 1 : 0)
  const best = rated.toSorted((a, b) => rankOf(b) - rankOf(a) || b.agree - a.agree).filter((each, _at, [first]) => first === undefined || rankOf(each) === rankOf(first))
  return best.slice(0, mostOfAFile).map(({ row, told: how, agree }) => ({
    origin: { origin: 'upload', name: `${row.name}.map`, repo: repoNames.get(row.repository_id ?? '') ?? null, path: null, release: row.release || null, told: how },
    map: { packed: pathOf(row.sha256) }, generated: null, agree,
  }))
}

function agreement(own: readonly string[], printed: readonly string[]): number {
  let agree = 0
  while (agree < own.length && agree < printed.length && own.at(-1 - agree) === printed.at(-1 - agree)) agree++
  return agree
}
