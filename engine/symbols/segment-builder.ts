/** Gathers outlines and writes them as one segment. FORMAT.md has the layout of the file. */

import { DOCS_PER_SEGMENT, OID_BYTES, writeOid, type SegmentBuilding, type SegmentSize } from '../blobs/index.ts'
import { writeItems } from '../blocks/index.ts'
import { ByteWriter, writeSections, type Disk, type SectionWriter } from '../disk/index.ts'
import { SYMBOL_KINDS } from '../query/symbol-kinds.ts'
import { BLOCK_BYTES, FAILURES, SEGMENT, SYMBOLS_PER_SEGMENT } from './format.ts'
import { lettersOf } from './letters.ts'
import type { Outline } from './outline.ts'

export type OutlinedBlob = { oid: string; grammar: number; outline: Outline }

/** Of a symbol: name, kind, container, and the numbers of lines and columns. Names have numbers in the order in which they came. */
const FIELDS = 7

export class SegmentBuilder implements SegmentBuilding<OutlinedBlob> {
  private readonly names = new Table()
  private readonly containers = new Table()
  private readonly docs: { oid: string; grammar: number; state: number; symbols: Uint32Array }[] = []
  private symbolCount = 0

  get isEmpty(): boolean {
    return this.docs.length === 0
  }

  get size(): SegmentSize {
    return { docs: this.docs.length, blocks: this.docs.length, bytes: this.names.bytes }
  }

  add({ oid, grammar, outline }: OutlinedBlob): boolean {
    const symbols = outline.state === 'done' ? outline.symbols : []
    const isFull = this.docs.length === DOCS_PER_SEGMENT || this.symbolCount + symbols.length > SYMBOLS_PER_SEGMENT
    if (isFull && this.docs.length > 0) return false
    const numbers = symbols.flatMap(({ name, kind, container, line, column, startLine, endLine }) =>
      [this.names.numberOf(name), SYMBOL_KINDS.indexOf(kind), container === '' ? 0 : 1 + this.containers.numberOf(container), line, column, startLine, endLine])
    this.docs.push({ oid, grammar, state: outline.state === 'done' ? 0 : 1 + FAILURES.indexOf(outline.reason), symbols: Uint32Array.from(numbers) })
    this.symbolCount += symbols.length
    return true
  }

  write(disk: Disk, path: string): number {
    return writeSections(disk, path, SEGMENT, (out) => {
      const order = this.names.inOrder()
      this.writeDocuments(out)
      writeNames(out, order.map((name) => this.names.texts[name]))
      this.writeHolders(out, order)
      this.writeSymbols(out, placesOf(order))
      writeTexts(out, 'owners', 'ownerat', this.containers.texts)
    })
  }

  private writeDocuments(out: SectionWriter): void {
    const oids = new Uint8Array(this.docs.length * OID_BYTES)
    this.docs.forEach(({ oid }, i) => writeOid(oid, oids, i * OID_BYTES))
    section(out, 'oids', oids)
    section(out, 'grammars', Uint8Array.from(this.docs, ({ grammar }) => grammar))
    section(out, 'states', Uint8Array.from(this.docs, ({ state }) => state))
  }

  /** For each name the documents that have a symbol of that name. */
  private writeHolders(out: SectionWriter, order: readonly number[]): void {
    const holders: number[][] = order.map(() => [])
    const places = placesOf(order)
    this.docs.forEach(({ symbols }, doc) => {
      for (let at = 0; at < symbols.length; at += FIELDS) {
        const list = holders[places[symbols[at]]]
        if (list.at(-1) !== doc) list.push(doc)
      }
    })
    writeLists(out, 'holders', 'holderat', holders, (list, writer) => {
      list.forEach((doc, i) => writer.varint(doc - (i === 0 ? 0 : list[i - 1])))
    })
  }

  private writeSymbols(out: SectionWriter, places: Uint32Array): void {
    writeLists(out, 'symbols', 'symbolat', this.docs, ({ symbols }, writer) => {
      for (let at = 0, before = 0; at < symbols.length; at += FIELDS) {
        const [name, kind, container, line, column, startLine, endLine] = symbols.subarray(at, at + FIELDS)
        writer.varint(places[name])
        writer.varint(kind)
        writer.varint(container)
        writer.varint(zigzag(line - before))
        writer.varint(column)
        writer.varint(zigzag(line - startLine))
        writer.varint(zigzag(endLine - line))
        before = line
      }
    })
  }
}

/** Texts with numbers, each once. */
class Table {
  readonly texts: Buffer[] = []
  bytes = 0
  private readonly numbers = new Map<string, number>()

  numberOf(text: string): number {
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    const bytes = Buffer.from(text)
    this.numbers.set(text, this.texts.length)
    this.bytes += bytes.length + 1
    return this.texts.push(bytes) - 1
  }

  /** The numbers in the order of the bytes of their texts. */
  inOrder(): number[] {
    return [...this.texts.keys()].sort((a, b) => Buffer.compare(this.texts[a], this.texts[b]))
  }
}

/** Where each number stands in an order. */
function placesOf(order: readonly number[]): Uint32Array {
  const places = new Uint32Array(order.length)
  order.forEach((number, place) => (places[number] = place))
  return places
}

function section(out: SectionWriter, name: string, bytes: Uint8Array): void {
  out.begin(name)
  out.write(bytes)
}

const numbers = (out: SectionWriter, name: string, list: Iterable<number>) => section(out, name, new Uint8Array(Uint32Array.from(list).buffer))

const LINE_FEED = Buffer.of(0x0a)

/** As lines, with their gram index. */
function writeNames(out: SectionWriter, names: readonly Buffer[]): void {
  const lines = names.map((name) => Buffer.concat([name, LINE_FEED]))
  const items = { count: lines.length, lengthOf: (item: number) => lines[item].length, textOf: (from: number, to: number) => Buffer.concat(lines.slice(from, to)) }
  const { firsts } = writeItems(out, items, { blockBytes: BLOCK_BYTES })
  numbers(out, 'firsts', [...firsts, lines.length])
  numbers(out, 'nameat', offsetsOf(lines))
  numbers(out, 'letters', names.map((name) => lettersOf(name, 0, name.length)))
}

function writeTexts(out: SectionWriter, name: string, offsets: string, texts: readonly Buffer[]): void {
  section(out, name, Buffer.concat(texts))
  numbers(out, offsets, offsetsOf(texts))
}

function offsetsOf(texts: readonly { length: number }[]): number[] {
  let end = 0
  return [0, ...texts.map(({ length }) => (end += length))]
}

function writeLists<List>(out: SectionWriter, name: string, offsets: string, lists: readonly List[], write: (list: List, writer: ByteWriter) => void): void {
  const writer = new ByteWriter()
  const ends = [0]
  for (const list of lists) {
    write(list, writer)
    ends.push(writer.length)
  }
  section(out, name, writer.view())
  numbers(out, offsets, ends)
}

/** Small numbers of either sign as small ones without: 0, -1, 1, -2 are 0, 1, 2, 3. */
const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0
