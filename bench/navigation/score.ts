/** What Firebreak finds by search alone, held against what the indexes say. */

import { seeded } from '../../test/support/random.ts'
import { keyOfFile, keyOfLine, keyOfPlace, type Named, type Oracle, type Place, type Symbol } from './oracle.ts'
import { emptyTally, type Tally } from './tally.ts'

/** Asks Firebreak, which has none of the indexes. */
export interface Asked {
  definitions(place: Place): Promise<Place[]>
  references(place: Place): Promise<Place[]>
  implementations(place: Place): Promise<Place[]>
}

/** Where a definition stands, seen from its use: what the question is about is told apart by it. */
export const distances = ['local', 'repository', 'across', 'outside'] as const
export type Distance = (typeof distances)[number]

export type Scores = Record<Distance, Tally>

/** One wrong or missing place, for whoever wants to know why. */
export interface Miss {
  kind: 'definition' | 'reference' | 'implementation'
  distance: Distance
  asked: Named | Place
  symbol: string
  wrong: Place[]
  missing: Place[]
}

export interface ScoreOptions {
  /** So many names, and so many symbols, are asked about at most; chosen by the seed. */
  most: { definitions: number; references: number; implementations: number }
  seed: number
  /** Questions that are open at once. */
  atOnce: number
  onMiss(miss: Miss): void
}

export async function scoreDefinitions(oracle: Oracle, asked: Asked, options: ScoreOptions): Promise<Scores> {
  const scores = emptyScores()
  const questions = sample(oracle.names.filter((named) => !hasGap(oracle, named)), options.most.definitions, options.seed)
  await each(questions, options.atOnce, async (named) => {
    const symbols = symbolsAt(oracle, named)
    const found = judged(oracle, await asked.definitions(named))
    const distance = distanceOf(named, symbols)
    const expected = symbols.flatMap(({ definitions }) => definitions)
    const isRight = rightDefinition(symbols)
    const wrong = found.filter((place) => !isRight(place))
    const tally = scores[distance]
    tally.questions++
    tally.right += found.length - wrong.length
    tally.wrong += wrong.length
    if (expected.length > 0) tally[found.length > wrong.length ? 'answered' : 'unanswered']++
    const isMissed = expected.length > 0 && found.length === wrong.length
    if (wrong.length > 0 || isMissed) options.onMiss({ kind: 'definition', distance, asked: named, symbol: named.symbols.join(' & '), wrong, missing: isMissed ? expected : [] })
  })
  return scores
}

const symbolsAt = ({ symbols }: Oracle, named: Named): Symbol[] => named.symbols.flatMap((key) => symbols.get(key) ?? [])

/** Not all is known of such a place. */
const hasGap = (oracle: Oracle, named: Named): boolean => oracle.twofold.has(keyOfPlace(named)) || symbolsAt(oracle, named).some(({ isGap }) => isGap)

/** A module is no name but files: any place in one of them is right. */
function rightDefinition(symbols: readonly Symbol[]): (place: Place) => boolean {
  const places = new Set(symbols.flatMap(({ definitions }) => definitions.map(keyOfPlace)))
  const files = new Set(symbols.flatMap(({ isModule, definitions }) => (isModule ? definitions.map(keyOfFile) : [])))
  return (place) => places.has(keyOfPlace(place)) || files.has(keyOfFile(place))
}

function distanceOf({ repo }: Place, symbols: readonly Symbol[]): Distance {
  const definitions = symbols.flatMap((symbol) => symbol.definitions)
  if (definitions.length === 0) return 'outside'
  if (!definitions.some((place) => place.repo === repo)) return 'across'
  return symbols.every(({ isLocal }) => isLocal) ? 'local' : 'repository'
}

/** Of a file that no index has nothing is known, nor of what was not compiled. */
export const judged = ({ files, leftOut }: Oracle, places: readonly Place[]): Place[] => places.filter((place) => files.has(keyOfFile(place)) && !leftOut.has(keyOfLine(place)))

/** Each symbol is asked about where it is first defined. */
export async function scoreReferences(oracle: Oracle, asked: Asked, options: ScoreOptions): Promise<Scores> {
  const scores = emptyScores()
  const named = new Map(oracle.names.map((name) => [keyOfPlace(name), name]))
  const gaps = new Set(oracle.names.filter((name) => hasGap(oracle, name)).map(keyOfPlace))
  const defined = [...oracle.symbols].flatMap(([key, symbol]) => {
    const at = symbol.isModule || isOfSeveral(key, symbol) ? undefined : symbol.definitions.map((place) => named.get(keyOfPlace(place))).find((name) => name !== undefined)
    return at ? [{ key, symbol, at }] : []
  })
  await each(sample(defined, options.most.references, options.seed), options.atOnce, async ({ key, symbol, at }) => {
    const found = new Map(judged(oracle, await asked.references(at)).map((place) => [keyOfPlace(place), place]))
    const here = symbolsAt(oracle, at)
    const expected = new Map(symbol.places.filter((place) => named.has(keyOfPlace(place)) && !gaps.has(keyOfPlace(place))).map((place) => [keyOfPlace(place), place]))
    const allowed = [...here, ...here.flatMap((each) => relatedTo(oracle, each))].flatMap(({ places, optional }) => [...places, ...optional])
    const optional = new Set([...gaps, ...allowed.map(keyOfPlace)])
    const distance = (place: Place): Distance => (symbol.isLocal ? 'local' : place.repo === at.repo ? 'repository' : 'across')
    const wrong = [...found].flatMap(([place, it]) => (expected.has(place) || optional.has(place) ? [] : [it]))
    const missing = [...expected].flatMap(([place, it]) => (found.has(place) ? [] : [it]))
    for (const [place, it] of expected) if (found.has(place)) scores[distance(it)].right++
    for (const it of wrong) scores[distance(it)].wrong++
    for (const [place, it] of expected) scores[distance(it)][found.has(place) ? 'answered' : 'unanswered']++
    scores[symbol.isLocal ? 'local' : 'repository'].questions++
    if (wrong.length > 0 || missing.length > 0) options.onMiss({ kind: 'reference', distance: symbol.isLocal ? 'local' : 'repository', asked: at, symbol: key, wrong, missing })
  })
  return scores
}

/** A parameter of overloads, which an index has for one: each is a variable of its own. */
const isOfSeveral = (key: string, { isLocal, definitions }: Symbol) => isLocal && !key.startsWith('local ') && definitions.length > 1

/** What it overrides, what overrides it, and so on. */
const relatedTo = (oracle: Oracle, symbol: Symbol): Symbol[] => reachable(oracle, symbol, ({ related }) => related)

/** In any number of steps, without the symbol itself. */
export function reachable({ symbols }: Oracle, symbol: Symbol, next: (symbol: Symbol) => Iterable<string>): Symbol[] {
  const family = new Set([symbol])
  for (const each of family) for (const key of next(each)) family.add(symbols.get(key) ?? each)
  family.delete(symbol)
  return [...family]
}

/** As many as are wanted, or all there are, in no order that means anything. */
export function sample<T>(all: readonly T[], most: number, seed: number): T[] {
  const random = seeded(seed)
  const mixed = [...all]
  const size = Math.min(most, mixed.length)
  for (let at = 0; at < size; at++) {
    const other = at + random(mixed.length - at)
    const [a, b] = [mixed[at], mixed[other]]
    if (a !== undefined && b !== undefined) [mixed[at], mixed[other]] = [b, a]
  }
  return mixed.slice(0, size)
}

export const emptyScores = (): Scores => ({ local: emptyTally(), repository: emptyTally(), across: emptyTally(), outside: emptyTally() })

export async function each<T>(all: readonly T[], atOnce: number, act: (item: T) => Promise<void>): Promise<void> {
  const queue = all.values()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of queue) await act(item)
  }))
}
