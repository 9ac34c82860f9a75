import { mergeRanges, type DocumentResult, type Line, type Range } from '../../engine/scan/index.ts'
import type { FoundFile, FoundSymbols } from './found.ts'

/**
 * The union of what several branches of a query find in one repository at one revision: each stream comes in the order of the
 * files, so does the union, and a file that more than one branch finds comes once, with the matches of all of them.
 */
export const union = (streams: AsyncGenerator<FoundFile>[]): AsyncGenerator<FoundFile> => inOrder(streams, joinFiles)

/** The same of symbols in files. */
export const unionSymbols = (streams: AsyncGenerator<FoundSymbols>[]): AsyncGenerator<FoundSymbols> => inOrder(streams, joinSymbols)

async function* inOrder<Item extends { at: number }>(streams: AsyncGenerator<Item>[], join: (a: Item, b: Item) => Item): AsyncGenerator<Item> {
  const heads = new Map<AsyncGenerator<Item>, Item>()
  const advance = async (stream: AsyncGenerator<Item>) => {
    const { done, value } = await stream.next()
    if (done) heads.delete(stream)
    else heads.set(stream, value)
  }
  try {
    await Promise.all(streams.map(advance))
    while (heads.size > 0) {
      const first = Math.min(...[...heads.values()].map(({ at }) => at))
      const here = [...heads].filter(([, { at }]) => at === first)
      yield here.map(([, found]) => found).reduce(join)
      for (const [stream] of here) await advance(stream)
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)))
  }
}

function joinSymbols(a: FoundSymbols, b: FoundSymbols): FoundSymbols {
  const unique = new Map([...a.symbols, ...b.symbols].map((symbol) => [`${symbol.line} ${symbol.column} ${symbol.kind} ${symbol.name}`, symbol]))
  return { ...a, isWhole: a.isWhole || b.isWhole, symbols: [...unique.values()].sort((one, other) => one.line - other.line || one.column - other.column) }
}

function joinFiles(a: FoundFile, b: FoundFile): FoundFile {
  return { ...a, pathRanges: mergeRanges([...a.pathRanges, ...b.pathRanges]), content: a.content && b.content ? joinContents(a.content, b.content) : (a.content ?? b.content) }
}

function joinContents(a: DocumentResult, b: DocumentResult): DocumentResult {
  return { ...a, ranges: joinRanges([...a.ranges, ...b.ranges]), lines: joinLines([...a.lines, ...b.lines]), limitHit: a.limitHit || b.limitHit }
}

/** As the scanner does within one pattern: ranges that overlap become one. */
function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start.offset - b.start.offset || a.end.offset - b.end.offset)) {
    const last = joined.at(-1)
    if (!last || range.start.offset >= last.end.offset) joined.push({ ...range })
    else if (range.end.offset > last.end.offset) last.end = range.end
  }
  return joined
}

/** Of a line that is too long to be shown whole, the part that stands first. */
function joinLines(lines: readonly Line[]): Line[] {
  const byNumber = new Map<number, Line>()
  for (const line of lines.toSorted((a, b) => a.line - b.line || a.offset - b.offset)) if (!byNumber.has(line.line)) byNumber.set(line.line, line)
  return [...byNumber.values()]
}
