/**
 * A document as it stands in an index file. Numbers are varints, texts are a length in bytes and UTF-8. FORMAT.md has the layout.
 */

import { ByteReader, ByteWriter } from '../../../engine/disk/index.ts'
import { encodings, type PositionEncoding, type ScipOccurrence, type ScipRange } from './format.ts'

/** What is told of a symbol. */
export interface SymbolFacts {
  kind: number
  displayName: string
  signature: string
  /** Markdown. */
  documentation: string
}

/** A symbol of the document, or a global one by its number. */
export type SymbolRef = { local: number } | { global: number }

export interface LocalSymbol {
  name: string
  facts: SymbolFacts
  relations: { to: SymbolRef; flags: number }[]
}

export interface PackedOccurrence extends ScipRange {
  symbol: SymbolRef
  roles: number
  enclosing: ScipRange | null
}

export interface PackedDocument {
  encoding: PositionEncoding
  locals: LocalSymbol[]
  /** By their start, then by their end. */
  occurrences: PackedOccurrence[]
}

export function writeText(writer: ByteWriter, text: string): void {
  const bytes = Buffer.from(text)
  writer.varint(bytes.length)
  writer.append(bytes)
}

export const readText = (reader: ByteReader): string => Buffer.from(reader.take(reader.varint())).toString('utf8')

export function writeFacts(writer: ByteWriter, { kind, displayName, signature, documentation }: SymbolFacts): void {
  writer.varint(kind)
  for (const text of [displayName, signature, documentation]) writeText(writer, text)
}

export const readFacts = (reader: ByteReader): SymbolFacts => ({ kind: reader.varint(), displayName: readText(reader), signature: readText(reader), documentation: readText(reader) })

const writeRef = (writer: ByteWriter, ref: SymbolRef): void => ('local' in ref ? writer.varint(ref.local * 2 + 1) : writer.varint(ref.global * 2))

function readRef(reader: ByteReader): SymbolRef {
  const coded = reader.varint()
  return coded % 2 === 1 ? { local: (coded - 1) / 2 } : { global: coded / 2 }
}

export function encodeDocument(writer: ByteWriter, { encoding, locals, occurrences }: PackedDocument): void {
  writer.byte(encodings.indexOf(encoding))
  writer.varint(locals.length)
  for (const local of locals) writeLocal(writer, local)
  writer.varint(occurrences.length)
  let line = 0
  for (const each of occurrences) {
    writeOccurrence(writer, each, line)
    line = each.line
  }
}

function writeLocal(writer: ByteWriter, { name, facts, relations }: LocalSymbol): void {
  writeText(writer, name)
  writeFacts(writer, facts)
  writer.varint(relations.length)
  for (const { to, flags } of relations) {
    writeRef(writer, to)
    writer.varint(flags)
  }
}

function writeOccurrence(writer: ByteWriter, { symbol, roles, enclosing, ...range }: PackedOccurrence, lineBefore: number): void {
  writeRange(writer, range, lineBefore)
  writeRef(writer, symbol)
  writer.varint(roles * 2 + (enclosing ? 1 : 0))
  if (enclosing) writeRange(writer, enclosing, 0)
}

function writeRange(writer: ByteWriter, { line, column, endLine, endColumn }: ScipRange, lineBefore: number): void {
  writer.varint(line - lineBefore)
  writer.varint(column)
  writer.varint(endLine - line)
  writer.varint(endColumn)
}

function readRange(reader: ByteReader, lineBefore: number): ScipRange {
  const line = lineBefore + reader.varint()
  const column = reader.varint()
  return { line, column, endLine: line + reader.varint(), endColumn: reader.varint() }
}

/** Reads one document, so much at a time as the caller wants: a hostile one has a million occurrences. */
export class DocumentReader {
  readonly encoding: PositionEncoding
  readonly locals: LocalSymbol[]
  private readonly reader: ByteReader
  private left: number
  private line = 0

  constructor(bytes: Uint8Array) {
    this.reader = new ByteReader(bytes)
    this.encoding = encodings[this.reader.take(1)[0] ?? 0] ?? 'unspecified'
    this.locals = Array.from({ length: this.reader.varint() }, () => this.readLocal())
    this.left = this.reader.varint()
  }

  /** The next ones, at most so many; none at the end. */
  next(most: number): PackedOccurrence[] {
    const count = Math.min(most, this.left)
    this.left -= count
    return Array.from({ length: count }, () => this.readOccurrence())
  }

  private readLocal(): LocalSymbol {
    const [name, facts] = [readText(this.reader), readFacts(this.reader)]
    const relations = Array.from({ length: this.reader.varint() }, () => ({ to: readRef(this.reader), flags: this.reader.varint() }))
    return { name, facts, relations }
  }

  private readOccurrence(): PackedOccurrence {
    const range = readRange(this.reader, this.line)
    this.line = range.line
    const symbol = readRef(this.reader)
    const roles = this.reader.varint()
    return { ...range, symbol, roles: roles >> 1, enclosing: roles % 2 === 1 ? readRange(this.reader, 0) : null }
  }
}

export const byPlace = (a: ScipOccurrence, b: ScipOccurrence): number => a.line - b.line || a.column - b.column || a.endLine - b.endLine || a.endColumn - b.endColumn
