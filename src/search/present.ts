import { isSymbolSelect, type Select, type SymbolSelect } from '../../engine/query/plan.ts'
import { languageOf } from '../../engine/lang.ts'
import type { DocumentResult, Line } from '../../engine/scan/index.ts'
import type { Match as Span } from '../../engine/regex/index.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { ContentMatch, Match, Range, SymbolMatch } from './contract.ts'
import { commitMatch } from './present-commit.ts'
import type { Found, FoundCommit, FoundFile, FoundOwner, FoundSymbols } from './found.ts'

/** How a client wants content shown: Sourcegraph's chunks with context around them, or single lines. */
export interface Presentation {
  chunks: boolean
  contextLines: number
  /** Code points of a line; longer ones are cut there. Undefined leaves lines as the scanner gave them. */
  maxLineLength?: number
}

/** What counts as one result: each match in a file, a path, a repository. */
export function countOf(found: Found): number {
  if (found.kind === 'symbols') return found.symbols.length
  return found.kind === 'file' && found.content ? found.content.ranges.length : 1
}

/** The first so many results of what was found; null for none. */
export function takeFirst(found: Found, room: number): Found | null {
  if (room <= 0) return null
  if (countOf(found) <= room) return found
  if (found.kind === 'symbols') return { ...found, symbols: found.symbols.slice(0, room) }
  if (found.kind !== 'file' || !found.content) return found
  const ranges = found.content.ranges.slice(0, room)
  const lastLine = ranges.at(-1)?.end.line ?? 0
  return { ...found, content: { ...found.content, ranges, lines: found.content.lines.filter(({ line }) => line <= lastLine) } }
}

/** All but the first so many results of what was found; null if there are no more. */
export function dropFirst(found: Found, taken: number): Found | null {
  if (found.kind === 'symbols' && taken < found.symbols.length) return { ...found, symbols: found.symbols.slice(taken) }
  if (taken >= countOf(found) || found.kind !== 'file' || !found.content) return null
  const ranges = found.content.ranges.slice(taken)
  const firstLine = ranges[0]?.start.line ?? 0
  return { ...found, content: { ...found.content, ranges, lines: found.content.lines.filter(({ line }) => line >= firstLine) } }
}

/** Applies `select:`: results become what was asked for, and each of those appears once. */
export async function* project(found: AsyncGenerator<Found>, select: Select | undefined): AsyncGenerator<Found> {
  const seen = new Set<string>()
  for await (const item of found) {
    const projected = select ? selected(item, select) : item
    if (!projected) continue
    const key = keyOf(projected)
    if (select && select !== 'content' && seen.has(key)) continue
    if (select && select !== 'content') seen.add(key)
    yield projected
  }
}

function selected(found: Found, select: Select): Found | null {
  if (found.kind === 'owner') return found
  if (select === 'repo') return { kind: 'repo', repository: found.repository, ranges: found.kind === 'repo' ? found.ranges : [] }
  if (found.kind === 'commit') return selectedCommit(found, select)
  if (found.kind === 'repo' || select.startsWith('commit')) return null
  if (isSymbolSelect(select)) return found.kind === 'symbols' ? ofKind(found, select) : null
  if (found.kind === 'symbols') return select === 'content' ? null : selected(fileOf(found), select)
  if (select === 'content') return found.content ? found : null
  if (select === 'file') return { ...found, content: null }
  return { ...found, path: `${found.path.split('/').slice(0, -1).join('/')}/`, pathRanges: [], content: null }
}

/** Null if none is of the kind that is asked for. */
function ofKind(found: FoundSymbols, select: SymbolSelect): FoundSymbols | null {
  const symbols = found.symbols.filter(({ kind }) => select === 'symbol' || select === `symbol.${kind}`)
  return symbols.length > 0 ? { ...found, symbols } : null
}

const fileOf = ({ repository, rev, commit, path, at }: FoundSymbols): FoundFile => ({ kind: 'file', repository, rev, commit, path, at, pathRanges: [], content: null })

/** A change by its added lines is one that adds a matching line; it is shown whole all the same. */
function selectedCommit(found: FoundCommit, select: Select): FoundCommit | null {
  if (select === 'commit') return found
  if (!found.diff || !select.startsWith('commit.diff')) return null
  const counted = select === 'commit.diff' ? 1 : select === 'commit.diff.added' ? found.diff.added : found.diff.removed
  return counted > 0 ? found : null
}

/** The same for the same place, whatever was found there. */
export function keyOf(found: Found): string {
  switch (found.kind) {
    case 'file':
      return `${found.repository.id}\0${found.rev}\0${found.path}`
    case 'symbols':
      return `${found.repository.id}\0${found.rev}\0${found.path}\0symbols`
    case 'commit':
      return `${found.repository.id}\0${found.change.oid}`
    case 'repo':
      return found.repository.id
    case 'owner':
      return `owner\0${found.owner.name.toLowerCase()}`
  }
}

/** A result as the stream protocol has it. */
export function toMatch(found: Found, presentation: Presentation): Match {
  if (found.kind === 'owner') return ownerMatch(found)
  const { repository } = found
  const repo = {
    repositoryID: repository.number,
    repository: repository.name,
    ...(repository.clone.lastFetchedAt ? { repoLastFetched: repository.clone.lastFetchedAt } : {}),
  }
  if (found.kind === 'repo') {
    const { description, fork, archived, head } = repository
    return { type: 'repo', ...repo, branches: ['HEAD'], commit: head ?? '', repositoryMatches: rangesInName(repository.name, found.ranges), description, fork, archived }
  }
  if (found.kind === 'commit') return commitMatch(found, repo)
  const { path, rev, commit } = found
  const language = languageOf(path)
  const place = { ...repo, branches: [rev], commit, path, ...(language ? { language } : {}) }
  if (found.kind === 'symbols') return { type: 'symbol', ...place, symbols: found.symbols.map((symbol) => symbolMatch(symbol, found)) }
  const file = { ...place, pathMatches: rangesInName(path, found.pathRanges) }
  return found.content ? { type: 'content', ...file, hunks: null, ...contentOf(found.content, presentation) } : { type: 'path', ...file }
}

function ownerMatch({ owner: { kind, name }, files, repositories }: FoundOwner): Match {
  const bare = name.replace(/^@+/, '')
  if (kind === 'team') return { type: 'team', name: bare, ...(bare === name ? {} : { handle: bare }), files, repositories }
  return { type: 'person', ...(bare === name ? { email: name } : { handle: bare }), files, repositories }
}

/** Lines and columns count from 1 there. */
function symbolMatch({ name, kind, container, line, column }: CodeSymbol, { repository, rev, path }: FoundSymbols): SymbolMatch['symbols'][number] {
  const from = `L${line + 1}:${column + 1}`
  const to = `${line + 1}:${column + 1 + [...name].length}`
  const url = `/${encodePath(repository.name)}${rev === 'HEAD' ? '' : `@${encodePath(rev)}`}/-/blob/${encodePath(path)}?${from}-${to}`
  return { url, name, containerName: container, kind: kind.replace('-', '').toUpperCase(), line: line + 1 }
}

const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

/** A name is a text of one line. The spans count code points. */
function rangesInName(name: string, spans: readonly Span[]): Range[] {
  if (spans.length === 0) return []
  const characters = [...name]
  const at = (column: number) => ({ offset: Buffer.byteLength(characters.slice(0, column).join('')), line: 0, column })
  return spans.map(({ start, end }) => ({ start: at(start), end: at(end) }))
}

function contentOf(content: DocumentResult, { chunks, maxLineLength }: Presentation): Pick<ContentMatch, 'chunkMatches' | 'lineMatches'> {
  return chunks ? { chunkMatches: chunksOf(content, maxLineLength) } : { lineMatches: linesOf(content) }
}

/** Lines that follow one another become one chunk. */
function chunksOf({ lines, ranges }: DocumentResult, maxLineLength = Infinity): NonNullable<ContentMatch['chunkMatches']> {
  const groups: Line[][] = []
  for (const line of lines) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && last.line === line.line - 1 && line.column === 0 && !last.truncated) group.push(line)
    else groups.push([line])
  }
  let next = 0
  return groups.map((group) => {
    const last = group.at(-1)?.line ?? 0
    const from = next
    while ((ranges[next]?.start.line ?? Infinity) <= last) next++
    return chunkOf(group, ranges.slice(from, next), maxLineLength)
  })
}

function chunkOf(group: Line[], ranges: Range[], maxLineLength: number): NonNullable<ContentMatch['chunkMatches']>[number] {
  const [first] = group as [Line]
  const texts = group.map(({ text }) => cut(text, maxLineLength))
  const isCut = group.some(({ truncated, text }, at) => truncated || text !== texts[at])
  return {
    content: texts.map((text, at) => text + breakAfter(group[at], group[at + 1])).join(''),
    contentStart: { offset: first.offset, line: first.line, column: first.column },
    ...(isCut ? { contentTruncated: true } : {}),
    ranges,
  }
}

/** The line break as it stands in the file: clients find a match in the content by its distance in bytes from the start. */
function breakAfter(line: Line | undefined, next: Line | undefined): string {
  if (!line || !next) return ''
  return next.offset - line.offset - Buffer.byteLength(line.text) === 2 ? '\r\n' : '\n'
}

const cut = (text: string, length: number) => (text.length <= length ? text : [...text].slice(0, length).join(''))

function linesOf(content: DocumentResult): NonNullable<ContentMatch['lineMatches']> {
  return markedLines(content).map(({ line, marks }) => ({ line: line.text, lineNumber: line.line, offsetAndLengths: marks }))
}

export interface MarkedLine {
  line: Line
  /** The parts of the line that lie in matches: start and length, in code points of its text as shown. */
  marks: [number, number][]
}

/** The lines that matches touch. Both lists ascend, so one walk along them is enough. */
export function markedLines({ lines, ranges }: DocumentResult): MarkedLine[] {
  let first = 0
  return lines.flatMap((line) => {
    while ((ranges[first]?.end.line ?? Infinity) < line.line) first++
    const marks: [number, number][] = []
    const length = [...line.text].length
    for (let at = first; (ranges[at]?.start.line ?? Infinity) <= line.line; at++) marks.push(...markOn(line, ranges[at] as Range, length))
    return marks.length > 0 ? [{ line, marks }] : []
  })
}

/** A match may lie within another that is not over yet, and be over itself. */
function markOn(line: Line, { start, end }: Range, length: number): [number, number][] {
  if (end.line < line.line) return []
  const from = start.line === line.line ? Math.max(0, start.column - line.column) : 0
  const to = end.line === line.line ? Math.min(length, end.column - line.column) : length
  return to > from ? [[from, to - from]] : []
}
