import { SYMBOL_KINDS, type SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { isCommitPlace, type CommitMatch, type ContentMatch, type FrozenPlace, type Match, type OwnerMatch, type Range, type SymbolMatch } from '../../src/search/contract.ts'

/** Start and length in code points of a text. */
export type Mark = [start: number, length: number]
export interface Line {
  /** 1-based. */
  number: number
  text: string
  marks: Mark[]
}

interface At {
  /** Unique among the rows of one answer. */
  key: string
  repository: string
  rev: string
  commit: string
}

export interface FileRow extends At {
  kind: 'file'
  path: string
  pathMarks: Mark[]
  language: string | undefined
  /** Stretches of lines that follow one another. */
  chunks: Line[][]
  /** How many matches there are in the file. */
  count: number
}
export interface PathRow extends At {
  kind: 'path'
  path: string
  pathMarks: Mark[]
  language: string | undefined
}
/** Symbols of one file. */
export interface SymbolsRow extends At {
  kind: 'symbols'
  path: string
  language: string | undefined
  /** Lines count from 1. Keys are unique in the row. */
  symbols: { key: string; name: string; kind: SymbolKind; container: string; line: number }[]
}
export interface RepoRow extends At {
  kind: 'repo'
  nameMarks: Mark[]
  description: string
  fork: boolean
  archived: boolean
}
/** A commit; its `commit` is the one it names. */
export interface CommitRow extends At {
  kind: 'commit'
  subject: string
  subjectMarks: Mark[]
  /** Of a frozen search only the subject is kept. */
  found: {
    author: string
    time: string
    merge: boolean
    changed: CommitMatch['changed']
    /** The diff goes on. */
    truncated: boolean
    /** Is read when it is drawn: most of a thousand commits never are. */
    block: Pick<CommitMatch, 'content' | 'ranges'>
  } | null
}
/** Somebody who owns files that were found. */
export interface OwnerRow {
  kind: 'owner'
  key: string
  /** As a query names them. */
  name: string
  isTeam: boolean
  files: number
  repositories: number
}
export type Row = FileRow | PathRow | SymbolsRow | RepoRow | CommitRow | OwnerRow

/** One result of the stream as it is shown. */
export function rowOf(match: Match): Row {
  if (match.type === 'person' || match.type === 'team') return ownerOf(match)
  const at = { key: keyOf(match), repository: match.repository, rev: match.branches[0] ?? '', commit: match.commit }
  if (match.type === 'repo') {
    const { description = '', fork = false, archived = false, repositoryMatches = [] } = match
    return { kind: 'repo', ...at, nameMarks: marksOn(0, match.repository, repositoryMatches), description, fork, archived }
  }
  if (match.type === 'commit') return { ...at, ...commitOf(match) }
  if (match.type === 'symbol') return { kind: 'symbols', ...at, path: match.path, language: match.language, symbols: match.symbols.map(symbolOf) }
  const file = { ...at, path: match.path, pathMarks: marksOn(0, match.path, match.pathMatches ?? []), language: match.language }
  return match.type === 'path' ? { kind: 'path', ...file } : { kind: 'file', ...file, ...contentOf(match) }
}

function symbolOf({ url, name, kind, containerName, line }: SymbolMatch['symbols'][number], at: number): SymbolsRow['symbols'][number] {
  return { key: `${at} ${url}`, name, kind: kindsBySign.get(kind) ?? 'object', container: containerName, line }
}

/** The protocol has them in capitals, without a hyphen. */
const kindsBySign = new Map(SYMBOL_KINDS.map((kind) => [kind.replace('-', '').toUpperCase(), kind]))

function ownerOf(match: OwnerMatch): OwnerRow {
  const bare = match.type === 'team' ? match.name : (match.email ?? '')
  const name = match.handle === undefined ? bare : `@${match.handle}`
  return { kind: 'owner', key: `owner\0${name}`, name, isTeam: match.type === 'team', files: match.files, repositories: match.repositories }
}

const keyOf = (match: Exclude<Match, OwnerMatch>) => `${match.type}\0${match.repository}\0${match.branches[0] ?? ''}\0${'path' in match ? match.path : match.commit}`

function commitOf(match: CommitMatch): Pick<CommitRow, 'kind' | 'commit' | 'subject' | 'subjectMarks' | 'found'> {
  const { oid, message, authorName: author, authorDate: time, merge, changed, truncated, content, ranges } = match
  const [subject = ''] = message.split('\n')
  return { kind: 'commit', commit: oid, subject, subjectMarks: changed ? [] : marksOfSubject(ranges), found: { author, time, merge, changed, truncated, block: { content, ranges } } }
}

/** The first line of a message is line 1 of its block. */
const marksOfSubject = (ranges: CommitMatch['ranges']): Mark[] => ranges.flatMap(([line, start, length]): Mark[] => (line === 1 ? [[start, length]] : []))

function contentOf({ chunkMatches = [], lineMatches = [] }: ContentMatch): Pick<FileRow, 'chunks' | 'count'> {
  if (chunkMatches.length === 0) {
    const lines = lineMatches.map(({ line, lineNumber, offsetAndLengths }) => ({ number: lineNumber + 1, text: line, marks: offsetAndLengths }))
    return { chunks: consecutive(lines), count: lineMatches.reduce((sum, { offsetAndLengths }) => sum + offsetAndLengths.length, 0) }
  }
  return { chunks: chunkMatches.map(linesOf), count: chunkMatches.reduce((sum, { ranges }) => sum + ranges.length, 0) }
}

/** The lines of a chunk. Its first line may begin within a long line, so its columns are counted from there. */
function linesOf({ content, contentStart, ranges }: NonNullable<ContentMatch['chunkMatches']>[number]): Line[] {
  return content.replace(/\n$/, '').split('\n').map((text, at) => {
    const line = contentStart.line + at
    return { number: line + 1, text, marks: marksOn(line, text, ranges, at === 0 ? contentStart.column : 0) }
  })
}

/** The parts of a line (0-based, beginning at `column`) that lie in the ranges, in order and without overlaps. */
function marksOn(line: number, text: string, ranges: readonly Range[], column = 0): Mark[] {
  const length = [...text].length
  const marks: Mark[] = []
  for (const { start, end } of ranges) {
    if (start.line > line || end.line < line) continue
    const from = Math.max(marks.length > 0 ? endOf(marks.at(-1)) : 0, start.line === line ? start.column - column : 0)
    const to = Math.min(length, end.line === line ? end.column - column : length)
    if (to > from) marks.push([from, to - from])
  }
  return marks
}

const endOf = ([start, length]: Mark = [0, 0]) => start + length

function consecutive(lines: Line[]): Line[][] {
  const chunks: Line[][] = []
  for (const line of lines) {
    const last = chunks.at(-1)
    if (last?.at(-1)?.number === line.number - 1) last.push(line)
    else chunks.push([line])
  }
  return chunks
}

/** The places of a frozen search as the same rows, lines grouped by file, in the order in which the files first appear. */
export function rowsOfPlaces(places: readonly FrozenPlace[]): Row[] {
  const files = Map.groupBy(places, (place) => `${place.repository}\0${place.rev}\0${place.path}${isCommitPlace(place) ? place.commit : ''}`)
  return [...files].map(([key, group]) => rowOfPlaces(key, group))
}

function rowOfPlaces(key: string, places: FrozenPlace[]): Row {
  const [first] = places as [FrozenPlace]
  const { repository, rev, commit, path, ranges } = first
  const at = { key, repository, rev, commit }
  if (isCommitPlace(first)) return { kind: 'commit', ...at, subject: first.text, subjectMarks: ranges, found: null }
  if (path === '') return { kind: 'repo', ...at, nameMarks: ranges, description: '', fork: false, archived: false }
  const lines = places.flatMap(({ line, text, ranges: marks }) => (line === null ? [] : [{ number: line, text, marks }]))
  const file = { ...at, path, language: undefined }
  if (lines.length === 0) return { kind: 'path', ...file, pathMarks: ranges }
  const count = lines.reduce((sum, { marks }) => sum + marks.length, 0)
  return { kind: 'file', ...file, pathMarks: [], chunks: consecutive(lines), count }
}

/** The chunks to show of a file while it is folded: whole ones until `limit` matches are shown, and what is left then. */
export function fold(row: FileRow, limit: number): { chunks: Line[][]; hidden: number } {
  const chunks: Line[][] = []
  let shown = 0
  for (const chunk of row.chunks) {
    if (shown >= limit) break
    chunks.push(chunk)
    shown += matchesIn(chunk)
  }
  return { chunks, hidden: Math.max(0, row.count - shown) }
}

/** A match over several lines is marked on each but counted where it begins, so this may count more than there are. */
const matchesIn = (lines: readonly Line[]) => Math.max(1, lines.reduce((sum, { marks }) => sum + marks.length, 0))

/** A text cut into parts that are marked and parts that are not. */
export function pieces(text: string, marks: readonly Mark[]): { text: string; marked: boolean }[] {
  const points = [...text]
  const parts: { text: string; marked: boolean }[] = []
  let at = 0
  for (const [start, length] of marks) {
    parts.push({ text: points.slice(at, start).join(''), marked: false }, { text: points.slice(start, start + length).join(''), marked: true })
    at = start + length
  }
  parts.push({ text: points.slice(at).join(''), marked: false })
  return parts.filter((part) => part.text !== '')
}
