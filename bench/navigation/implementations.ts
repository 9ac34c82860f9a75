/** What is told to implement or override a name, held against what the indexes say. */

import { keyOfPlace, type Named, type Oracle, type Place, type Symbol } from './oracle.ts'
import { each, emptyScores, judged, reachable, sample, type Asked, type ScoreOptions, type Scores } from './score.ts'

interface Question {
  key: string
  at: Named
  expected: Map<string, Place>
}

/** Each symbol that something of the repositories implements, extends or overrides is asked about where it is first defined. */
export async function scoreImplementations(oracle: Oracle, asked: Asked, options: ScoreOptions): Promise<Scores> {
  const scores = emptyScores()
  await each(sample(questionsOf(oracle), options.most.implementations, options.seed), options.atOnce, async ({ key, at, expected }) => {
    const found = new Map(judged(oracle, await asked.implementations(at)).map((place) => [keyOfPlace(place), place]))
    const distance = ({ repo }: Place) => (repo === at.repo ? 'repository' : 'across')
    const [wrong, missing] = [without(found, expected), without(expected, found)]
    for (const [place, it] of expected) scores[distance(it)][found.has(place) ? 'answered' : 'unanswered']++
    for (const [place, it] of found) scores[distance(it)][expected.has(place) ? 'right' : 'wrong']++
    scores.repository.questions++
    if (wrong.length > 0 || missing.length > 0) options.onMiss({ kind: 'implementation', distance: 'repository', asked: at, symbol: key, wrong, missing })
  })
  return scores
}

const without = (all: ReadonlyMap<string, Place>, known: ReadonlyMap<string, Place>): Place[] => [...all].flatMap(([key, place]) => (known.has(key) ? [] : [place]))

function questionsOf(oracle: Oracle): Question[] {
  const named = new Map(oracle.names.map((name) => [keyOfPlace(name), name]))
  return [...oracle.symbols].flatMap(([key, symbol]) => {
    if (isToldBothWays(oracle, key, symbol)) return []
    const at = symbol.definitions.map((place) => named.get(keyOfPlace(place))).find((name) => name !== undefined)
    const expected = new Map(implementersOf(oracle, symbol).map((place) => [keyOfPlace(place), place]))
    return at && expected.size > 0 ? [{ key, at, expected }] : []
  })
}

/** scip-java says of a method and of what it overrides that each implements the other. */
const isToldBothWays = ({ symbols }: Oracle, key: string, { implementers }: Symbol) => [...implementers].some((each) => symbols.get(each)?.implementers.has(key))

const implementersOf = (oracle: Oracle, symbol: Symbol): Place[] => reachable(oracle, symbol, ({ implementers }) => implementers).flatMap(({ definitions, optional }) => definitions.filter((place) => !optional.includes(place)))
