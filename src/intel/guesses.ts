import type { Home, Homes } from './homes.ts'
import { packageOf } from './packages.ts'
import { findByName, matchPaths, readingsOf, type PathMatch, type Reading } from './paths.ts'
import type { Place } from './place.ts'
import type { Language } from './traces/format.ts'
import type { Frame } from './traces/traces.ts'

/** A file that a frame may mean. */
export interface Guess extends PathMatch {
  place: Place
  reading: Reading
  /** Set where the frame names the package, and this repository makes it. */
  home?: Home
}

/** Where files are looked for. */
export interface Scout {
  places: readonly Place[]
  homes: Homes
  /** The files of each place that bear a name that the trace names. */
  named: ReadonlyMap<Place, ReadonlyMap<string, readonly number[]>>
}

/** Whose `inside` begins with folders that no other package has; a manifest's `src/lib.rs` is one of many, and its folder must agree as well. */
const bySources: ReadonlySet<string> = new Set(['python', 'go', 'java'])

const maxCandidatesAPlace = 4
const maxRead = 24

/** Goes through the listings once for all frames. */
export async function createScout(places: readonly Place[], homes: Homes, frames: readonly Frame[]): Promise<Scout> {
  const names = new Set(frames.flatMap(({ file }) => (file ? readingsOf(file) : []).map(({ segments }) => segments.at(-1) ?? '')))
  const named = new Map<Place, ReadonlyMap<string, readonly number[]>>()
  for (const place of places) named.set(place, await findByName(place.files, names))
  return { places, homes, named }
}

export interface Guesses {
  guesses: readonly Guess[]
  homes: readonly Home[]
}

export const isNoGuess: Guesses = { guesses: [], homes: [] }

/**
 * The likeliest files. Where the frame names a package that one of the repositories makes, it is that one's file and no other; where
 * it names one that none of them makes, only a copy that lies in the same folders. Else the files of all places that agree in as
 * many segments as the best, and sources of compiled files only when nothing agrees as it stands.
 */
export async function guessesFor(scout: Scout, language: Language, frame: Frame): Promise<Guesses> {
  if (!frame.file) return isNoGuess
  const wanted = packageOf(language, frame)
  const homes = wanted ? await scout.homes.of(wanted) : []
  if (wanted && homes.length > 0) return { guesses: homes.flatMap((home) => guessAt(scout, home, wanted.inside)), homes }
  const least = wanted && (!frame.inApp || wanted.ecosystem === 'java') ? wanted.inside.length + (bySources.has(wanted.ecosystem) ? 0 : 1) : 1
  return { guesses: bySuffix(scout, frame.file).filter((guess) => guess.agree >= least), homes }
}

function guessAt({ places }: Scout, home: Home, inside: readonly string[]): Guess[] {
  // The same repository may be read at another revision by now.
  const place = places.find(({ repo }) => repo === home.place.repo) ?? home.place
  return pathsIn(home.root, inside).flatMap((path) => {
    const at = place.files.indexOf(path)
    if (at < 0 || place.files.kind(at) !== 'file') return []
    return [{ path, oid: place.files.oid(at), agree: inside.length, whole: true, place, reading: { segments: [...inside] }, home }]
  }).slice(0, 1)
}

/** Where a package's file may lie when its repository was laid out otherwise: the likeliest first. */
export function pathsIn(root: string, inside: readonly string[]): string[] {
  const path = inside.join('/')
  return [...new Set([root, '', 'src/', 'lib/', 'src/main/java/', 'src/java/'].map((each) => each + path))]
}

function bySuffix({ places, named }: Scout, file: string): Guess[] {
  for (const reading of readingsOf(file)) {
    const name = reading.segments.at(-1) ?? ''
    const all = places.flatMap((place) => {
      const found = named.get(place)?.get(name) ?? []
      return matchPaths(place.files, found, { segments: reading.segments, limit: maxCandidatesAPlace }).map((match) => ({ ...match, place, reading }))
    })
    const best = Math.max(0, ...all.map((guess) => guess.agree))
    const kept = all.filter((guess) => guess.agree === best || guess.whole).slice(0, maxRead)
    if (kept.length > 0) return kept
  }
  return []
}
