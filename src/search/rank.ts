import type { DocumentResult, Line, Range } from '../../engine/scan/index.ts'
import type { Found, FoundFile } from './found.ts'
import { tick } from './ticks.ts'

/** So many results are put in order at a time: the best of all that most searches find, and the best of the first ones of others. */
const windowSize = 500
/** A search that is not through by then shows what it has in the order in which it comes. */
const patienceMs = 700

/**
 * The best results first: names of repositories, then files by what matches in them; equals keep their order, which is that of
 * names and paths. So the same search gives the same order, as long as it takes no longer than `patienceMs`.
 */
export async function* ranked(results: AsyncGenerator<Found | typeof tick>, elapsed: () => number): AsyncGenerator<Found | typeof tick> {
  let waiting: Found[] = []
  for await (const item of results) {
    if (item !== tick) waiting.push(item)
    if (elapsed() > patienceMs) {
      yield* waiting
      waiting = []
    } else if (waiting.length >= windowSize) {
      yield* inOrder(waiting)
      waiting = []
    }
    if (item === tick) yield tick
  }
  yield* elapsed() > patienceMs ? waiting : inOrder(waiting)
}

function inOrder(found: readonly Found[]): Found[] {
  const scored = found.map((item, place) => ({ item, place, score: scoreOf(item) }))
  return scored.sort((a, b) => b.score - a.score || a.place - b.place).map(({ item }) => item)
}

/** Above every file. */
const repositoryScore = 1000

/** How likely a result is what was looked for. Commits are as good as one another: their order is that of time; that of owners, by their files. */
export function scoreOf(found: Found): number {
  if (found.kind === 'repo') return repositoryScore
  if (found.kind === 'commit' || found.kind === 'owner') return 0
  return (found.content ? contentScore(found.content) : 0) + pathScore(found) - penaltyOf(found.path)
}

/** Enough of a file to tell; the rest of a thousand matches is of the same kind. */
const linesLookedAt = 20

function contentScore({ lines, ranges }: DocumentResult): number {
  const shown = lines.slice(0, linesLookedAt)
  const best = Math.max(0, ...ranges.slice(0, linesLookedAt).map((range) => rangeScore(range, shown)))
  return best + Math.min(5, Math.log2(ranges.length + 1))
}

function rangeScore({ start, end }: Range, lines: readonly Line[]): number {
  const line = lines.find((each) => each.line === start.line)
  if (!line || start.line !== end.line) return 0
  const characters = [...line.text]
  const [before, match, after] = [characters.slice(0, start.column - line.column), characters.slice(start.column - line.column, end.column - line.column), characters.slice(end.column - line.column)].map((part) => part.join(''))
  const isWord = /^\w/.test(match ?? '') && !/\w$/.test(before ?? '') && !/^\w/.test(after ?? '')
  return (isWord ? 8 : 0) + (isWord && defines(before ?? '', after ?? '') ? 20 : 0)
}

const keyword = /(?:^|[\s(;{])(?:func|function|def|class|interface|struct|enum|type|trait|impl|module|namespace|package|record|object|const|let|var|val|fn|sub|macro_rules!|#define)\*?\s+(?:\([^)]*\)\s*)?(?:\w+(?:\.|::))*$/

/** A line that brings a name into being, by its look: the word in front of it, or a C function at the start of a line. */
function defines(before: string, after: string): boolean {
  return keyword.test(before) || (/^\w[\w\s*]*\s\**$/.test(before) && !/^\s*(?:return|else|case|import|from|new|throw|await|goto)\b/.test(before) && after.startsWith('('))
}

function pathScore({ path, pathRanges }: FoundFile): number {
  const baseName = countCharacters(path.slice(0, path.lastIndexOf('/') + 1))
  return pathRanges.some(({ start }) => start >= baseName) ? 10 : pathRanges.length > 0 ? 3 : 0
}

const countCharacters = (text: string) => Array.from(text).length

/** Code that is seldom meant: somebody else's, made by a machine, or there to test the code that is. */
const penalties: readonly [path: RegExp, penalty: number][] = [
  [/(^|\/)(vendor|third_party|node_modules|deps|external)\//i, 15],
  [/\.min\.\w+$|\.generated\.|_pb2?\.|(^|\/)(dist|build|generated)\/|\.(lock|sum|map)$|-lock\.\w+$/i, 15],
  [/(^|\/)(tests?|specs?|__tests__|testdata|fixtures?)\/|[._-](test|spec)s?\.\w+$|(^|\/)test_\w+\.py$/i, 10],
  [/(^|\/)docs?\/|\.(md|txt|rst|adoc|po)$|(^|\/)(changelog|changes|news)\b/i, 5],
]

const penaltyOf = (path: string) => penalties.reduce((sum, [pattern, penalty]) => sum + (pattern.test(path) ? penalty : 0), 0)
