import { pathsIn } from './guesses.ts'
import { packageOf, type Package } from './packages.ts'
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
  const byRepo = Map.groupBy(claimed.flatMap((each, at) => sightingsOf(each, resolved[at])), (sighting) => sighting.repo)
  const doubted = [...byRepo].filter(([, sightings]) => sightings.some(({ doubt }) => doubt)).sort(([, a], [, b]) => b.length - a.length)
  return new Map(doubted.slice(0, maxRepositories).flatMap(([repo, sightings]) => {
    const place = places.find((each) => each.repo === repo)
    return place ? [[place, unlike(sightings)] as const] : []
  }))
}

type Found = Sighting & { repo: string; doubt: boolean }

function sightingsOf({ frame, language, claim }: Claimed, resolved: Resolved | undefined): Found[] {
  if (!resolved) return []
  const { homes, contradicted, frame: { place, inApp } } = resolved
  const wanted = packageOf(language, frame)
  const version = wanted?.version ?? null
  if (wanted && homes.length > 0) {
    return homes.map(({ place: { repo }, root }) => ({ claim, version, repo, paths: pathsOf(root, wanted), doubt: contradicted || version !== null || place?.repo !== repo }))
  }
  return place && inApp ? [{ claim, version, repo: place.repo, paths: [place.path], doubt: contradicted }] : []
}

/** Packages of Go lie where their import path says; the others may have moved below another folder of sources. */
const pathsOf = (root: string, { ecosystem, inside }: Package) => (ecosystem === 'python' || ecosystem === 'java' ? pathsIn(root, inside) : [root + inside.join('/')])

/** A recursion tells nothing new each time. */
const unlike = (sightings: readonly Found[]): Found[] => [...new Map(sightings.map((sighting) => [JSON.stringify([sighting.paths, sighting.claim]), sighting])).values()]
