import { ByteReader, SectionFile } from '../../../engine/disk/index.ts'
import { DocumentReader, readFacts, type SymbolFacts } from './document-code.ts'
import { OFFSET_BYTES, SCIP_FILE, type IndexHead } from './index-format.ts'

/** A document that mentions a symbol, and how: a set of `mention`s. */
export interface Mention {
  document: number
  kinds: number
}

/** Another symbol, and what one has to do with the other: a set of `relation`s. */
export interface Related {
  symbol: number
  flags: number
}

/** The file of one index, open for reading. Documents are numbered in the order of their paths. Everything throws `CorruptFile` on damage. */
export class IndexFile {
  readonly head: IndexHead
  private readonly file: SectionFile

  constructor(path: string) {
    this.file = SectionFile.open(path, SCIP_FILE)
    this.head = JSON.parse(this.file.read('head').toString()) as IndexHead
  }

  /** To be called before a question. */
  recheck(): void {
    this.file.recheck()
  }

  close(): void {
    this.file.close()
  }

  /** The numbers of the documents with a path: one, unless the indexer has told of a file in several parts. */
  documentsAt(path: string): number[] {
    const first = lowerBound(this.head.documents, (index) => this.pathOf(index) < path)
    const found: number[] = []
    for (let index = first; index < this.head.documents && this.pathOf(index) === path; index++) found.push(index)
    return found
  }

  pathOf(document: number): string {
    return this.text('paths', 'path-at', document)
  }

  document(document: number): DocumentReader {
    const from = this.offset('doc-at', document)
    return new DocumentReader(this.file.read('docs', from, this.offset('doc-at', document + 1) - from))
  }

  /** The number of a global symbol; null if the index does not name it. */
  find(symbol: string): number | null {
    const place = this.placeOf(symbol)
    if (place >= this.head.symbols) return null
    const id = this.number('order', place)
    return this.symbolText(id) === symbol ? id : null
  }

  /** The numbers of the global symbols that begin with a text, in the order of their texts. */
  startingWith(beginning: string): number[] {
    const found: number[] = []
    for (let place = this.placeOf(beginning); place < this.head.symbols; place++) {
      const id = this.number('order', place)
      if (!this.symbolText(id).startsWith(beginning)) break
      found.push(id)
    }
    return found
  }

  /** The schemes of its global symbols: what stands before their first space. */
  schemes(): string[] {
    const found: string[] = []
    for (let place = 0; place < this.head.symbols; ) {
      const scheme = this.symbolText(this.number('order', place)).split(' ', 1)[0] ?? ''
      found.push(scheme)
      place = Math.max(place + 1, this.placeOf(`${scheme}!`)) // the character behind the space
    }
    return found
  }

  symbolText(symbol: number): string {
    return this.text('symbols', 'sym-at', symbol)
  }

  /** The documents that mention a symbol, in the order of their paths. */
  mentions(symbol: number): Mention[] {
    const found: Mention[] = []
    let document = -1
    for (const reader = this.list('posts', 'post-at', symbol); !reader.done; ) found.push({ document: (document += reader.varint()), kinds: reader.varint() })
    return found
  }

  /** What is told of a global symbol; null for nothing. */
  facts(symbol: number): SymbolFacts | null {
    const from = this.offset('info-at', symbol)
    if (from === 0) return null
    const start = new ByteReader(this.readInfos(from - 1, AHEAD))
    const length = start.varint()
    return readFacts(new ByteReader(start.at + length <= start.bytes.length ? start.take(length) : this.readInfos(from - 1 + start.at, length)))
  }

  /** The symbols that this one names as related (`out`), or that name this one (`in`). */
  related(symbol: number, direction: 'out' | 'in'): Related[] {
    const found: Related[] = []
    for (const reader = this.list(direction, `${direction}-at`, symbol); !reader.done; ) found.push({ symbol: reader.varint(), flags: reader.varint() })
    return found
  }

  /** Of the first symbol that is not before a text, in their order. */
  private placeOf(text: string): number {
    return lowerBound(this.head.symbols, (at) => this.symbolText(this.number('order', at)) < text)
  }

  /** At most so many bytes: there may be fewer to the end. */
  private readInfos(from: number, length: number): Buffer {
    return this.file.read('infos', from, Math.min(length, this.file.length('infos') - from))
  }

  private list(content: string, starts: string, index: number): ByteReader {
    const from = this.number(starts, index)
    return new ByteReader(this.file.read(content, from, this.number(starts, index + 1) - from))
  }

  private text(content: string, starts: string, index: number): string {
    const from = this.number(starts, index)
    return this.file.read(content, from, this.number(starts, index + 1) - from).toString('utf8')
  }

  private number(section: string, index: number): number {
    return this.file.read(section, index * 4, 4).readUInt32LE()
  }

  private offset(section: string, index: number): number {
    return this.file.read(section, index * OFFSET_BYTES, OFFSET_BYTES).readDoubleLE()
  }
}

/** Most of what is told of a symbol is shorter, and is read at once with its length. */
const AHEAD = 2048

/** The first index for which `isBefore` is false, of those below `length`. */
function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let [from, to] = [0, length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBefore(middle)) from = middle + 1
    else to = middle
  }
  return from
}
