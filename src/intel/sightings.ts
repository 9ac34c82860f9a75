import { pathsIn } from './guesses.ts'
import { packageOf, type Package } from './packages.ts'
import { segmentsOf } from './paths.ts'
import type { Place } from './place.ts'
import type { Claimed, Resolved } from './resolve.ts'
import type { Sighting } from './revision.ts'

interface FirstPass {
  places: readonly Place[]
  claimed: readonly Claimed[]
  /** In the order of `claimed`. */
  resolved: readonly Resolved[]
}

const maxRepositories = 8

/**
 * Repositories whose text at the revision looked at first may be another than the trace was printed by: something in it
 * contradicts a frame, a file that must be there is not, or the trace names a version. With the frames that lie in them.
 */
export function doubtful({ places, claimed, resolved }: FirstPass): Map<Place, Sighting[]> {
  const bases = basesOf(resolved)
  const all = claimed.flatMap((each, at) => {
    const own = resolved[at]
    return own ? [...sightingsOf(each, own), ...missingFrom(each, own, bases)] : []
  })
  const byRepo = Map.groupBy(all, (sighting) => sighting.repo)
  const doubted = [...byRepo].filter(([, sightings]) => sightings.some(({ doubt }) => doubt)).sort(([, a], [, b]) => b.length - a.length)
  return new Map(doubted.slice(0, maxRepositories).flatMap(([repo, sightings]) => {
    const place = places.find((each) => each.repo === repo)
    return place ? [[place, unlike(sightings)] as const] : []
  }))
}

type Found = Sighting & { repo: string; doubt: boolean }

function sightingsOf({ frame, language, claim }: Claimed, { homes, contradicted, frame: { place, inApp } }: Resolved): Found[] {
  const wanted = packageOf(language, frame)
  const version = wanted?.version ?? null
  if (wanted && homes.length > 0) {
    return homes.map(({ place: { repo }, root }) => ({ claim, version, repo, paths: pathsOf(root, wanted), doubt: contradicted || version !== null || place?.repo !== repo }))
  }
  return place && inApp ? [{ claim, version, repo: place.repo, paths: [place.path], doubt: contradicted }] : []
}

/** Where a repository lies on the machine that printed the trace. */
interface Base {
  repo: string
  /** The folders there, and those in the repository that stand for them. */
  there: string
  here: string
}

const certain = 0.6

function basesOf(resolved: readonly Resolved[]): Base[] {
  const bases = new Map<string, Base>()
  for (const { frame: { file, place, inApp }, homes } of resolved) {
    if (!file || !place || !inApp || homes.length > 0 || place.confidence < certain) continue
    const there = segmentsOf(file)
    const here = place.path.split('/')
    while (there.length > 0 && here.length > 0 && there.at(-1) === here.at(-1)) {
      there.pop()
      here.pop()
    }
    const base = { repo: place.repo, there: folder(there), here: folder(here) }
    bases.set(JSON.stringify(base), base)
  }
  return [...bases.values()]
}

const folder = (segments: readonly string[]) => segments.map((segment) => `${segment}/`).join('')

/** A frame of our own that was not found, though others below the same folder were: its file was there at another revision. */
function missingFrom({ frame, claim }: Claimed, { frame: { place }, homes }: Resolved, bases: readonly Base[]): Found[] {
  if (!frame.inApp || !frame.file || homes.length > 0 || (place && place.confidence >= certain)) return []
  const file = segmentsOf(frame.file).join('/')
  return bases.flatMap(({ repo, there, here }) => {
    const path = here + file.slice(there.length)
    const isHere = place?.repo === repo && place.path === path
    return file.startsWith(there) && !isHere ? [{ claim, version: null, repo, paths: [path], doubt: true }] : []
  })
}

/** Packages of Go lie where their import path says; the others may have moved below another folder of sources. */
const pathsOf = (root: string, { ecosystem, inside }: Package) => (ecosystem === 'python' || ecosystem === 'java' ? pathsIn(root, inside) : [root + inside.join('/')])

/** A recursion tells nothing new each time. */
const unlike = (sightings: readonly Found[]): Found[] => [...new Map(sightings.map((sighting) => [JSON.stringify([sighting.paths, sighting.claim]), sighting])).values()]
