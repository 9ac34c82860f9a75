/** One segment, open for reading, in whatever thread. */

import { OID_BYTES } from '../blobs/index.ts'
import { BlockIndex, emptyBitmap, findLines, nextBit, setBit, type Bitmap, type LineAtom, type Lines } from '../blocks/index.ts'
import { ByteReader, SectionFile, type SharedFile } from '../disk/index.ts'
import { SYMBOL_KINDS } from '../query/symbol-kinds.ts'
import type { Meter } from '../regex/index.ts'
import { FAILURES, SEGMENT, type OutlineFailure } from './format.ts'
import type { Outline } from './outline.ts'
import type { CodeSymbol } from './symbol.ts'

/** What threads share of a segment. All arrays are shared memory and never change. */
export type SharedSegment = {
  serial: number
  file: SharedFile
  /** All names in the order of their bytes, with a line feed behind each. */
  names: Uint8Array
  /** Where each name starts, and the end. */
  nameAt: Uint32Array
  /** Which letters each name has. */
  letters: Uint32Array
  /** The name that each block of names starts with, and the number of names. */
  firsts: Uint32Array
  heads: Uint32Array
  /** The documents that have a name, for each: varints from `holderAt` on. */
  holders: Uint8Array
  holderAt: Uint32Array
  /** Where the symbols of each document start, and the end. */
  symbolAt: Uint32Array
  ownerAt: Uint32Array
  /** For each document 0, or one more than the place of its failure. */
  states: Uint8Array
}

/** Opens a segment and reads what is kept in memory. Throws `CorruptFile`. */
export function openSegment(path: string, serial: number): Segment {
  const file = SectionFile.open(path, SEGMENT)
  try {
    return new Segment(readShared(file, serial), file)
  } catch (error) {
    file.close()
    throw error
  }
}

function readShared(file: SectionFile, serial: number): SharedSegment {
  const numbers = (name: string) => file.readNumbers(name)
  return {
    serial, file: file.shared, names: file.readShared('text'), nameAt: numbers('nameat'), letters: numbers('letters'), firsts: numbers('firsts'), heads: numbers('heads'),
    holders: file.readShared('holders'), holderAt: numbers('holderat'), symbolAt: numbers('symbolat'), ownerAt: numbers('ownerat'), states: file.readShared('states'),
  }
}

/** What is known without a look at the file. Null for a document whose symbols are known. */
export const failureIn = ({ states }: SharedSegment, doc: number): OutlineFailure | null => FAILURES[states[doc] - 1] ?? null

/** Which symbols of a document are wanted: by the number of a name, the place of a kind, and the line. */
export type SymbolFilter = (symbol: { readonly name: number; readonly kind: number; readonly line: number }) => boolean

export class Segment {
  readonly shared: SharedSegment
  private readonly file: SectionFile
  private readonly index: BlockIndex
  private readonly lines: Lines

  constructor(shared: SharedSegment, file = new SectionFile(shared.file)) {
    this.shared = shared
    this.file = file
    const { names, nameAt, heads, firsts } = shared
    this.lines = { bytes: Buffer.from(names.buffer, names.byteOffset, names.length), offsets: nameAt, linewise: true }
    this.index = new BlockIndex(file, { heads, blockCount: firsts.length - 1 })
  }

  get docCount(): number {
    return this.shared.states.length
  }

  get nameCount(): number {
    return this.shared.letters.length
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: see `SectionFile`. */
  recheck(): void {
    this.file.recheck()
  }

  /** The blob ids of the documents, OID_BYTES each. */
  oids(): Buffer {
    return this.file.read('oids')
  }

  /** The number of the grammar that each document was read by. */
  grammars(): Buffer {
    return this.file.read('grammars')
  }

  failureOf(doc: number): OutlineFailure | null {
    return failureIn(this.shared, doc)
  }

  nameOf(name: number): string {
    const { nameAt } = this.shared
    return this.lines.bytes.toString('utf8', nameAt[name], nameAt[name + 1] - 1)
  }

  /** The names that match. Blocks of names that were read are counted in `looked`. */
  namesMatching(atom: LineAtom, meter: Meter, looked: { blocks: number } = { blocks: 0 }): Bitmap {
    const found = emptyBitmap(this.nameCount)
    const blocks = this.index.candidates(atom.query)
    const { firsts } = this.shared
    for (let block = nextBit(blocks, 0); block >= 0; block = nextBit(blocks, block + 1)) {
      findLines(this.lines, { atom, meter, from: firsts[block], to: firsts[block + 1], found })
      looked.blocks += 1
    }
    return found
  }

  /** The documents that have a symbol with any of these names. */
  holdersOf(names: Bitmap, meter: Meter): Bitmap {
    const docs = emptyBitmap(this.docCount)
    for (let name = nextBit(names, 0); name >= 0; name = nextBit(names, name + 1)) {
      for (const doc of this.docsOf(name)) setBit(docs, doc)
      meter.spend(1)
    }
    return docs
  }

  /** The documents that have a symbol of this name, ascending. */
  *docsOf(name: number): Generator<number> {
    const { holders, holderAt } = this.shared
    const reader = new ByteReader(holders.subarray(holderAt[name], holderAt[name + 1]))
    for (let doc = 0; !reader.done; ) yield (doc += reader.varint())
  }

  /** The symbols of a document that are wanted, in their order; all without a filter. */
  symbolsOf(doc: number, isWanted: SymbolFilter = () => true): CodeSymbol[] {
    const { symbolAt } = this.shared
    const found: CodeSymbol[] = []
    const stored = new StoredSymbols(this.file.read('symbols', symbolAt[doc], symbolAt[doc + 1] - symbolAt[doc]))
    while (stored.next()) if (isWanted(stored)) found.push(this.whole(stored))
    return found
  }

  private whole({ name, kind, owner, line, column, startLine, endLine }: StoredSymbols): CodeSymbol {
    return { name: this.nameOf(name), kind: SYMBOL_KINDS[kind] ?? 'object', container: owner === 0 ? '' : this.ownerOf(owner - 1), line, column, startLine, endLine }
  }

  private ownerOf(owner: number): string {
    this.owners ??= this.file.read('owners')
    const { ownerAt } = this.shared
    return this.owners.toString('utf8', ownerAt[owner], ownerAt[owner + 1])
  }
  /** Read once for all: a read for each symbol took as long as that of its document. */
  private owners: Buffer | undefined
}

export function outlineOf(segment: Segment, doc: number): Outline {
  const reason = segment.failureOf(doc)
  return reason === null ? { state: 'done', symbols: segment.symbolsOf(doc) } : { state: 'failed', reason }
}

export function* idsOf(segment: Segment): Generator<Buffer> {
  const oids = segment.oids()
  for (let at = 0; at < oids.length; at += OID_BYTES) yield oids.subarray(at, at + OID_BYTES)
}

/** Goes through the symbols of a document. Most are only looked at, so nothing is made of them. */
class StoredSymbols {
  name = 0
  kind = 0
  /** 0, or one more than the number of the container. */
  owner = 0
  line = 0
  column = 0
  startLine = 0
  endLine = 0
  private readonly reader: ByteReader

  constructor(bytes: Uint8Array) {
    this.reader = new ByteReader(bytes)
  }

  /** False at the end. */
  next(): boolean {
    const { reader } = this
    if (reader.done) return false
    this.name = reader.varint()
    this.kind = reader.varint()
    this.owner = reader.varint()
    this.line += unzigzag(reader.varint())
    this.column = reader.varint()
    this.startLine = this.line - unzigzag(reader.varint())
    this.endLine = this.line + unzigzag(reader.varint())
    return true
  }
}

const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1)
