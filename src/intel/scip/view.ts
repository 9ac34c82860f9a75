import { setImmediate as breathe } from 'node:timers/promises'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Carrier, Carrying, LineMoves } from './carry.ts'
import type { DocumentReader, PackedOccurrence, SymbolFacts, SymbolRef } from './document-code.ts'
import { relation, role, type PositionEncoding, type ScipRange } from './format.ts'
import type { IndexFile } from './index-file.ts'
import type { OpenedIndexes } from './opened.ts'
import type { Source } from './sources.ts'
import { isLocal } from './symbol.ts'
import { readLines, type TextLines } from './text-lines.ts'
import { pointsBefore, unitsBefore } from './units.ts'

/** An occurrence as it stands at the commit that is looked at: lines and columns from 0, columns in code points. */
export interface Seen {
  path: string
  symbol: string
  /** Its number if it is global. */
  id: number | null
  /** What is told of it if it is local. */
  local: SymbolFacts | null
  roles: number
  range: ScipRange
  enclosing: ScipRange | null
}

type Known = Pick<Seen, 'symbol' | 'id' | 'local'>

/** What an occurrence is chosen by, before anything is read of its symbol. */
export interface Mark {
  /** Of a global symbol. */
  id: number | null
  /** The name of a local one. */
  local: string | null
  roles: number
}

export interface Views {
  /** Opens an index to look at a commit through it. Null where that cannot be done: it is gone or damaged, or its commit has too little in common. */
  use<T>(viewer: Caller, source: Source, options: { signal?: AbortSignal | undefined }, ask: (view: View) => Promise<T>): Promise<T | null>
}

interface ViewsDeps {
  repos: Pick<Repos, 'blobsAt' | 'readBlobs'>
  opened: OpenedIndexes
  carrying: Carrying
}

export function createViews({ repos, opened, carrying }: ViewsDeps): Views {
  return {
    async use(viewer, source, { signal }, ask) {
      const carrier = await carrying.between(source.repo, { then: source.upload.commit_oid, now: source.commit }, signal)
      if (!carrier) return null
      const lines = (path: string) => readLines(repos, viewer, { repo: source.repo, commit: source.commit, path, ...(signal ? { signal } : {}) })
      return opened.use(source.upload.id, (file) => ask(new View({ file, carrier, lines, signal })))
    },
  }
}

interface ViewOptions {
  file: IndexFile
  carrier: Carrier
  /** Of a file at the commit that is looked at. */
  lines(path: string): Promise<TextLines | null>
  signal: AbortSignal | undefined
}

/** So many occurrences are gone through before others have their turn. */
const atOnce = 20_000

/** A commit, as an index of it or of one near it shows it. */
export class View {
  readonly file: IndexFile
  private readonly options: ViewOptions
  private readonly texts = new Map<number, string>()

  constructor(options: ViewOptions) {
    this.options = options
    this.file = options.file
  }

  /** Whether the index has a file (by its path at the commit that is looked at). */
  has(path: string): boolean {
    return this.documentsAt(path).length > 0
  }

  pathNow(document: number): string | null {
    return this.options.carrier.pathNow(this.file.pathOf(document))
  }

  /** What is told of a symbol; null for nothing. */
  factsOf({ id, local }: Seen): SymbolFacts | null {
    return id === null ? local : this.file.facts(id)
  }

  /** The occurrences in a document that pass, as they stand now; those on lines that were changed are left out. */
  async seenIn(document: number, passes: (mark: Mark) => boolean): Promise<Seen[]> {
    const reader = this.file.document(document)
    const found = await this.gather(reader, Infinity, (occurrence) => passes(markOf(reader, occurrence)))
    return this.carried(document, reader, found)
  }

  /** The lines of a document on which global symbols stand that pass, with the numbers of these; without those lines that were changed. */
  async linesIn(document: number, passes: (mark: Mark) => boolean): Promise<{ path: string; line: number; ids: number[] }[]> {
    const path = this.pathNow(document)
    const moves = path === null ? null : await this.options.carrier.linesOf(this.file.pathOf(document))
    if (path === null || !moves) return []
    const reader = this.file.document(document)
    const found = await this.gather(reader, Infinity, (occurrence) => passes(markOf(reader, occurrence)))
    return [...Map.groupBy(found, ({ line }) => moves.toNow(line))].flatMap(([line, all]) =>
      line === null ? [] : [{ path, line, ids: all.flatMap(({ symbol }) => ('global' in symbol ? [symbol.global] : [])) }])
  }

  /** Those of a file, by its path now. */
  async seenAt(path: string, passes: (mark: Mark) => boolean): Promise<Seen[]> {
    const found: Seen[] = []
    for (const document of this.documentsAt(path)) found.push(...(await this.seenIn(document, passes)))
    return found
  }

  /** Those with the innermost range around a position; null if the index does not have this line. */
  async seenAround(path: string, line: number, column: number): Promise<Seen[] | null> {
    const documents = this.documentsAt(path)
    const [first] = documents
    if (first === undefined) return null
    const then = (await this.options.carrier.linesOf(this.file.pathOf(first)))?.toThen(line) ?? null
    const text = then === null ? null : await this.options.lines(path)
    if (then === null || !text) return null
    const found: Seen[] = []
    for (const document of documents) found.push(...(await this.around(document, then, (encoding) => unitsBefore(text.at(line), column, encoding))))
    const inside = found.filter(({ range }) => !endsAt(range, line, column))
    return innermost(inside.length > 0 ? inside : found)
  }

  /** The symbols that a name is related to, by its index. */
  relatedTo({ symbol, path }: { symbol: string; path: string }, flag: number): string[] {
    if (isLocal(symbol)) return this.documentsAt(path).flatMap((document) => this.localRelations(document, symbol, flag))
    const id = this.file.find(symbol)
    const named = id === null ? [] : this.file.related(id, 'out').filter(({ flags }) => flags & flag)
    const naming = id === null || flag !== relation.reference ? [] : this.file.related(id, 'in').filter(({ flags }) => flags & flag)
    return [...new Set([...named, ...naming].map((each) => this.file.symbolText(each.symbol)))]
  }

  /** The definitions of local symbols of a document that are related to a global one. */
  async localsRelated(document: number, id: number, flag: number): Promise<Seen[]> {
    const locals = this.file.document(document).locals
    const names = new Set(locals.filter(({ relations }) => relations.some(({ to, flags }) => 'global' in to && to.global === id && flags & flag)).map(({ name }) => name))
    return this.seenIn(document, ({ local, roles }) => local !== null && names.has(local) && (roles & role.definition) > 0)
  }

  private localRelations(document: number, symbol: string, flag: number): string[] {
    const { locals } = this.file.document(document)
    const relations = locals.find(({ name }) => name === symbol)?.relations.filter(({ flags }) => flags & flag) ?? []
    return relations.flatMap(({ to }) => ('global' in to ? this.file.symbolText(to.global) : (locals[to.local]?.name ?? [])))
  }

  private documentsAt(path: string): number[] {
    const then = this.options.carrier.pathThen(path)
    return then === null ? [] : this.file.documentsAt(then)
  }

  private async around(document: number, line: number, columnIn: (encoding: PositionEncoding) => number): Promise<Seen[]> {
    const reader = this.file.document(document)
    const column = columnIn(reader.encoding)
    return this.carried(document, reader, await this.gather(reader, line, (occurrence) => touches(occurrence, line, column)))
  }

  /** Occurrences come by their lines, so none behind `lastLine` is looked at. */
  private async gather(reader: DocumentReader, lastLine: number, passes: (occurrence: PackedOccurrence) => boolean): Promise<PackedOccurrence[]> {
    const found: PackedOccurrence[] = []
    for (;;) {
      const some = reader.next(atOnce)
      found.push(...some.filter(passes))
      if (some.length < atOnce || (some.at(-1)?.line ?? 0) > lastLine) return found
      await breathe()
      this.options.signal?.throwIfAborted()
    }
  }

  private known(reader: DocumentReader, symbol: SymbolRef): Known {
    if ('global' in symbol) return { symbol: this.symbolText(symbol.global), id: symbol.global, local: null }
    const local = reader.locals[symbol.local]
    return { symbol: local?.name ?? '', id: null, local: local?.facts ?? null }
  }

  /** A file names the same few symbols again and again. */
  private symbolText(id: number): string {
    const text = this.texts.get(id) ?? this.file.symbolText(id)
    this.texts.set(id, text)
    return text
  }

  private async carried(document: number, reader: DocumentReader, occurrences: readonly PackedOccurrence[]): Promise<Seen[]> {
    const path = this.pathNow(document)
    if (path === null || occurrences.length === 0) return []
    const moves = await this.options.carrier.linesOf(this.file.pathOf(document))
    const text = moves && (await this.options.lines(path))
    if (!moves || !text) return []
    const place = (range: ScipRange) => rangeNow(range, { moves, text, encoding: reader.encoding })
    return occurrences.flatMap((each) => {
      const range = place(each)
      return range ? [{ path, ...this.known(reader, each.symbol), roles: each.roles, range, enclosing: each.enclosing && place(each.enclosing) }] : []
    })
  }
}

const markOf = (reader: DocumentReader, { symbol, roles }: PackedOccurrence): Mark =>
  'global' in symbol ? { id: symbol.global, local: null, roles } : { id: null, local: reader.locals[symbol.local]?.name ?? '', roles }

interface Standing {
  moves: LineMoves
  text: TextLines
  encoding: PositionEncoding
}

/** Null for a range whose first or last line was changed, and for one that the text does not have. */
function rangeNow({ line, column, endLine, endColumn }: ScipRange, { moves, text, encoding }: Standing): ScipRange | null {
  const [start, end] = [moves.toNow(line), moves.toNow(endLine)]
  if (start === null || end === null || end < start || end >= text.count) return null
  const range = { line: start, column: pointsBefore(text.at(start), column, encoding), endLine: end, endColumn: pointsBefore(text.at(end), endColumn, encoding) }
  return range.column <= text.at(start).length && range.endColumn <= text.at(end).length ? range : null
}

/** The end counts too: that is where a cursor stands behind a name. */
function touches({ line, column, endLine, endColumn }: ScipRange, atLine: number, atColumn: number): boolean {
  if (atLine < line || atLine > endLine) return false
  return (atLine > line || atColumn >= column) && (atLine < endLine || atColumn <= endColumn)
}

const endsAt = ({ line, column, endLine, endColumn }: ScipRange, atLine: number, atColumn: number) => endLine === atLine && endColumn === atColumn && (line < endLine || column < endColumn)

function innermost(found: readonly Seen[]): Seen[] {
  const sizeOf = ({ range: { line, column, endLine, endColumn } }: Seen) => (endLine - line) * 1e6 + endColumn - column
  const least = Math.min(...found.map(sizeOf))
  return found.filter((each) => sizeOf(each) === least)
}
