import type { Select } from '../../engine/query/plan.ts'
import { languageOf } from '../../engine/lang.ts'
import type { DocumentResult, Line } from '../../engine/scan/index.ts'
import type { Match as Span } from '../../engine/regex/index.ts'
import type { ContentMatch, Match, Range } from './contract.ts'
import type { Found } from './run.ts'

/** How a client wants content shown: Sourcegraph's chunks with context around them, or single lines. */
export interface Presentation {
  chunks: boolean
  contextLines: number
  /** Chunk text above it is cut; undefined leaves it as the scanner gave it. */
  maxLineLength?: number
}

/** What counts as one result: each match in a file, a path, a repository. */
export function countOf(found: Found): number {
  return found.kind === 'file' && found.content ? found.content.ranges.length : 1
}

/** Applies `select:`: results become what was asked for, and each of those appears once. */
export async function* project(found: AsyncGenerator<Found>, select: Select | undefined): AsyncGenerator<Found> {
  const seen = new Set<string>()
  for await (const item of found) {
    const projected = select ? selected(item, select) : item
    if (!projected) continue
    const key = select && projected.kind === 'file' ? `${projected.repository.id}\0${projected.rev}\0${projected.path}` : projected.repository.id
    if (select && select !== 'content' && seen.has(key)) continue
    seen.add(key)
    yield projected
  }
}

function selected(found: Found, select: Select): Found | null {
  if (select === 'repo') return { kind: 'repo', repository: found.repository, ranges: found.kind === 'repo' ? found.ranges : [] }
  if (found.kind === 'repo') return null
  if (select === 'content') return found.content ? found : null
  const path = select === 'file' ? found.path : `${found.path.split('/').slice(0, -1).join('/')}/`
  return { ...found, path, pathRanges: select === 'file' ? found.pathRanges : [], content: null }
}

/** A result as the stream protocol has it. */
export function toMatch(found: Found, presentation: Presentation): Match {
  const { repository } = found
  const repo = {
    repositoryID: repository.number,
    repository: repository.name,
    ...(repository.clone.lastFetchedAt ? { repoLastFetched: repository.clone.lastFetchedAt } : {}),
  }
  if (found.kind === 'repo') {
    const { description, fork, archived, head } = repository
    return { type: 'repo', ...repo, branches: ['HEAD'], commit: head ?? '', repositoryMatches: found.ranges.map(onOneLine), description, fork, archived }
  }
  const { path, rev, commit } = found
  const language = languageOf(path)
  const file = { ...repo, branches: [rev], commit, path, pathMatches: found.pathRanges.map(onOneLine), ...(language ? { language } : {}) }
  return found.content ? { type: 'content', ...file, hunks: null, ...contentOf(found.content, presentation) } : { type: 'path', ...file }
}

/** A name is a text of one line. */
const onOneLine = ({ start, end }: Span): Range => ({ start: { offset: start, line: 0, column: start }, end: { offset: end, line: 0, column: end } })

function contentOf(content: DocumentResult, { chunks, maxLineLength }: Presentation): Pick<ContentMatch, 'chunkMatches' | 'lineMatches'> {
  return chunks ? { chunkMatches: chunksOf(content, maxLineLength) } : { lineMatches: linesOf(content) }
}

/** Lines that follow one another become one chunk. */
function chunksOf({ lines, ranges }: DocumentResult, maxLineLength = Infinity): NonNullable<ContentMatch['chunkMatches']> {
  const groups: Line[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last && last.at(-1)?.line === line.line - 1 && line.column === 0) last.push(line)
    else groups.push([line])
  }
  return groups.map((group) => chunkOf(group, ranges, maxLineLength))
}

function chunkOf(group: Line[], ranges: Range[], maxLineLength: number): NonNullable<ContentMatch['chunkMatches']>[number] {
  const [first] = group as [Line]
  const last = group.at(-1) ?? first
  const content = group.map((line) => line.text.slice(0, maxLineLength)).join('\n')
  const cut = group.some((line) => line.truncated || line.text.length > maxLineLength)
  return {
    content,
    contentStart: { offset: first.offset, line: first.line, column: first.column },
    ...(cut ? { contentTruncated: true } : {}),
    ranges: ranges.filter((range) => range.start.line >= first.line && range.start.line <= last.line),
  }
}

function linesOf({ lines, ranges }: DocumentResult): NonNullable<ContentMatch['lineMatches']> {
  return lines.flatMap((line) => {
    const offsetAndLengths = marksOn(line, ranges)
    return offsetAndLengths.length > 0 ? [{ line: line.text, lineNumber: line.line, offsetAndLengths }] : []
  })
}

/** The parts of a line that lie in matches, as start and length in code points of the line's text as shown. */
export function marksOn(line: Line, ranges: readonly Range[]): [number, number][] {
  const length = [...line.text].length
  return ranges.flatMap(({ start, end }) => {
    if (start.line > line.line || end.line < line.line) return []
    const from = start.line === line.line ? start.column - line.column : 0
    const to = end.line === line.line ? end.column - line.column : length
    const [first, last] = [Math.max(0, from), Math.min(length, to)]
    return last > first ? [[first, last - first] as [number, number]] : []
  })
}
