import type { DocumentResult, Line, Range } from '../../engine/scan/index.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import type { Definitions } from './definitions.ts'
import type { Found, FoundFile, FoundSymbols } from './found.ts'
import { namedIn } from './select-symbols.ts'
import { tick } from './ticks.ts'

/** So many results are put in order at a time: the best of all that most searches find, and the best of the first ones of others. */
const windowSize = 500
/** A search that is not through by then shows what it has in the order in which it comes. */
const patienceMs = 700

interface Ranking {
  /** In milliseconds since the search began. */
  elapsed(): number
  /** What is defined where something was found. */
  definitions(found: readonly FoundFile[]): Promise<Definitions>
}

/**
 * The best results first: names of repositories, then files by what matches in them; equals keep their order, which is that of
 * names and paths. So the same search gives the same order, as long as it takes no longer than `patienceMs`.
 */
export async function* ranked(results: AsyncGenerator<Found | typeof tick>, { elapsed, definitions }: Ranking): AsyncGenerator<Found | typeof tick> {
  const inOrder = async (found: readonly Found[]) => sorted(found, await definitions(found.filter((item) => item.kind === 'file')))
  let waiting: Found[] = []
  for await (const item of results) {
    if (item !== tick) waiting.push(item)
    if (elapsed() > patienceMs) {
      yield* waiting
      waiting = []
    } else if (waiting.length >= windowSize) {
      yield* await inOrder(waiting)
      waiting = []
    }
    if (item === tick) yield tick
  }
  yield* elapsed() > patienceMs ? waiting : await inOrder(waiting)
}

function sorted(found: readonly Found[], definitions: Definitions): Found[] {
  const scored = found.map((item, place) => ({ item, place, score: scoreOf(item, definitions) }))
  return scored.sort((a, b) => b.score - a.score || a.place - b.place).map(({ item }) => item)
}

/** Above every file. */
const repositoryScore = 1000

/** How likely a result is what was looked for. Commits are as good as one another: their order is that of time; that of owners, by their files. */
export function scoreOf(found: Found, definitions: Definitions = new Map()): number {
  if (found.kind === 'repo') return repositoryScore
  if (found.kind === 'commit' || found.kind === 'owner') return 0
  if (found.kind === 'symbols') return symbolsScore(found) - penaltyOf(found.path)
  return (found.content ? contentScore(found.content, definitions.get(found)) : 0) + pathScore(found) - penaltyOf(found.path)
}

/** Enough of a file to tell; the rest of a thousand matches is of the same kind. */
const linesLookedAt = 20

/** What can be called or made instances of is more often looked for than what these have. */
const greaterKinds: ReadonlySet<SymbolKind> = new Set(['class', 'interface', 'struct', 'enum', 'module', 'namespace', 'function', 'method', 'constructor'])

const symbolsScore = ({ symbols, isWhole }: FoundSymbols) => (isWhole ? 30 : 14) + (symbols.some(({ kind }) => greaterKinds.has(kind)) ? 4 : 0)

function contentScore({ lines, ranges }: DocumentResult, defined: readonly CodeSymbol[] | undefined): number {
  const shown = lines.slice(0, linesLookedAt)
  const best = Math.max(0, ...ranges.slice(0, linesLookedAt).map((range) => rangeScore(range, shown, defined)))
  return best + Math.min(5, Math.log2(ranges.length + 1))
}

/** `defined` is what is known to be defined there; undefined where the look of the line has to tell. */
function rangeScore({ start, end }: Range, lines: readonly Line[], defined: readonly CodeSymbol[] | undefined): number {
  const line = lines.find((each) => each.line === start.line)
  if (!line || start.line !== end.line) return 0
  const characters = [...line.text]
  const [before, match, after] = [characters.slice(0, start.column - line.column), characters.slice(start.column - line.column, end.column - line.column), characters.slice(end.column - line.column)].map((part) => part.join(''))
  const isWord = /^\w/.test(match ?? '') && !/\w$/.test(before ?? '') && !/^\w/.test(after ?? '')
  if (defined) return (isWord ? 8 : 0) + definitionScore({ start, end }, defined)
  return (isWord ? 8 : 0) + (isWord && defines(before ?? '', after ?? '') ? 20 : 0)
}

/** A name that is all that was found, or the beginning of it, or part of it. */
function definitionScore(found: Range, defined: readonly CodeSymbol[]): number {
  const scores = namedIn(defined, [found]).map(({ kind, name, column }) => {
    const isAll = found.start.column === column && found.end.column === column + [...name].length
    return (isAll ? 20 : found.start.column === column ? 9 : 6) + (greaterKinds.has(kind) ? 2 : 0)
  })
  return Math.max(0, ...scores)
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
