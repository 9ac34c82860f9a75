import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { BrokenIndex } from './broken.ts'
import { encodings, relation, type ScipDocument, type ScipMetadata, type ScipOccurrence, type ScipPart, type ScipRange, type ScipRelationship, type ScipSymbol } from './format.ts'
import type { ScipLimits } from './limits.ts'
import { Pieces } from './pieces.ts'

/**
 * Reads an index field by field: never more than one document is in memory. What is unknown is passed over, as protobuf wants it.
 * Throws `BrokenIndex` for what is no index, is cut short, or is more than the limits allow.
 */
export async function* readIndex(source: AsyncIterable<Uint8Array>, limits: ScipLimits): AsyncGenerator<ScipPart> {
  const pieces = new Pieces(source, limits.maxBytes)
  let hasMetadata = false
  while (!(await pieces.isAtEnd())) {
    const at = pieces.position
    const tag = await pieces.varint()
    const part = await readField(pieces, { field: Math.floor(tag / 8), type: tag % 8, at, limits })
    if (part?.kind === 'metadata') hasMetadata = true
    if (part) yield part
  }
  if (!hasMetadata) throw new BrokenIndex('This is no SCIP index: it does not say which program made it. Send the file that the indexer wrote, as it is or packed with gzip.')
}

type Field = { field: number; type: number; at: number; limits: ScipLimits }

async function readField(pieces: Pieces, { field, type, at, limits }: Field): Promise<ScipPart | null> {
  if (type !== WireType.LengthDelimited || field === 0) return skip(pieces, { field, type, at })
  const length = await pieces.varint()
  if (field > 3) return (await pieces.skip(length), null)
  if (length > limits.maxMessageBytes) throw new BrokenIndex(`The index has a document of ${length} bytes at byte ${at}, which is more than is accepted here.`)
  const bytes = await pieces.take(length)
  return decoded(at, () => decodePart(field, bytes, limits))
}

async function skip(pieces: Pieces, { field, type, at }: Omit<Field, 'limits'>): Promise<null> {
  const sizes: Partial<Record<number, number>> = { [WireType.Bit64]: 8, [WireType.Bit32]: 4 }
  if (type === WireType.Varint && field > 3) await skipVarint(pieces)
  else if (sizes[type] !== undefined && field > 3) await pieces.skip(sizes[type])
  else throw notTheFormat(at)
  return null
}

async function skipVarint(pieces: Pieces): Promise<void> {
  for (let length = 0; length < 10; length++) if (((await pieces.take(1))[0] ?? 0) < 0x80) return
  throw notTheFormat(pieces.position)
}

const notTheFormat = (at: number) => new BrokenIndex(`This is no SCIP index, or it is damaged: what stands at byte ${at} is not in its format.`)

/** What the decoder throws on bytes that are no message has words for programmers only. */
function decoded<T>(at: number, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    throw error instanceof BrokenIndex ? error : notTheFormat(at)
  }
}

function decodePart(field: number, bytes: Uint8Array, limits: ScipLimits): ScipPart {
  const reader = new BinaryReader(bytes, decodeUtf8)
  if (field === 1) return { kind: 'metadata', metadata: decodeMetadata(reader, limits) }
  if (field === 2) return { kind: 'document', document: decodeDocument(reader, limits) }
  return { kind: 'symbol', symbol: decodeSymbol(reader, reader.len, limits) }
}

/** Several times as fast as a TextDecoder on short texts. */
const decodeUtf8 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

/** Calls `take` for each field of a message until `end`; what it does not take (false) is passed over. */
function eachField(reader: BinaryReader, end: number, take: (field: number, type: WireType) => boolean): void {
  while (reader.pos < end) {
    const [field, type] = reader.tag()
    if (!take(field, type)) reader.skip(type, field)
  }
  if (reader.pos !== end) throw new RangeError('a message goes on beyond its end')
}

/** Where a message that begins here ends. */
function endOf(reader: BinaryReader): number {
  const length = reader.uint32()
  if (length > reader.len - reader.pos) throw new RangeError('a message goes on beyond the end of what it stands in')
  return reader.pos + length
}

function textOf(reader: BinaryReader, { maxLength, what }: { maxLength: number; what: string }): string {
  const text = reader.string()
  if (text.length > maxLength) throw new BrokenIndex(`The index has a ${what} of ${text.length} characters, which is more than is accepted here: ${JSON.stringify(text.slice(0, 60))}….`)
  return text
}

const symbolText = (reader: BinaryReader, { maxSymbolLength }: ScipLimits) => textOf(reader, { maxLength: maxSymbolLength, what: 'symbol' })

function decodeMetadata(reader: BinaryReader, limits: ScipLimits): ScipMetadata {
  const metadata: ScipMetadata = { tool: '', version: '', projectRoot: '' }
  const short = { maxLength: limits.maxPathLength, what: 'name in its metadata' }
  eachField(reader, reader.len, (field, type) => {
    if (type !== WireType.LengthDelimited) return false
    if (field === 2) decodeTool(reader, metadata, short)
    else if (field === 3) metadata.projectRoot = textOf(reader, short)
    else return false
    return true
  })
  return metadata
}

function decodeTool(reader: BinaryReader, metadata: ScipMetadata, short: { maxLength: number; what: string }): void {
  eachField(reader, endOf(reader), (field, type) => {
    if (type !== WireType.LengthDelimited || field > 2) return false
    metadata[field === 1 ? 'tool' : 'version'] = textOf(reader, short)
    return true
  })
}

function decodeDocument(reader: BinaryReader, limits: ScipLimits): ScipDocument {
  const document: ScipDocument = { path: '', language: '', encoding: 'unspecified', occurrences: [], symbols: [], illFormed: 0 }
  eachField(reader, reader.len, (field, type) => {
    if (field === 6 && type === WireType.Varint) document.encoding = encodings[reader.uint32()] ?? 'unspecified'
    else if (type !== WireType.LengthDelimited) return false
    else if (field === 1) document.path = textOf(reader, { maxLength: limits.maxPathLength, what: 'path' })
    else if (field === 2) addOccurrence(document, reader, limits)
    else if (field === 3) document.symbols.push(decodeSymbol(reader, endOf(reader), limits))
    else if (field === 4) document.language = textOf(reader, { maxLength: 100, what: 'language' })
    else return false
    return true
  })
  return document
}

/** Those without a symbol only colour the text. */
function addOccurrence(document: ScipDocument, reader: BinaryReader, limits: ScipLimits): void {
  const { occurrence, isWellFormed } = decodeOccurrence(reader, limits)
  if (occurrence.symbol === '') return
  if (!isWellFormed) document.illFormed++
  else if (document.occurrences.length < limits.maxOccurrences) document.occurrences.push(occurrence)
  else throw new BrokenIndex(`The document ${JSON.stringify(document.path)} has more than ${limits.maxOccurrences} occurrences of symbols, which is more than is accepted here.`)
}

function decodeOccurrence(reader: BinaryReader, limits: ScipLimits): { occurrence: ScipOccurrence; isWellFormed: boolean } {
  let [symbol, roles] = ['', 0]
  let numbers: number[] = []
  let enclosing: number[] = []
  eachField(reader, endOf(reader), (field, type) => {
    if (field === 1) readNumbers(reader, type, numbers)
    else if (field === 2) symbol = symbolText(reader, limits)
    else if (field === 3) roles = reader.int32()
    else if (field === 7) readNumbers(reader, type, enclosing)
    else if (field === 8 || field === 9) numbers = readTyped(reader, field === 8 ? 3 : 4)
    else if (field === 10 || field === 11) enclosing = readTyped(reader, field === 10 ? 3 : 4)
    else return false
    return true
  })
  const range = rangeOf(numbers)
  return { occurrence: { ...(range ?? nowhere), symbol, roles: roles & 0x7f, enclosing: rangeOf(enclosing) }, isWellFormed: range !== null }
}

const nowhere: ScipRange = { line: 0, column: 0, endLine: 0, endColumn: 0 }

/** Packed, as proto3 writes them, or one at a time. A range has four at most; the fifth tells that it is none. */
function readNumbers(reader: BinaryReader, type: WireType, into: number[]): void {
  if (type !== WireType.LengthDelimited) return keep(reader.int32(), into)
  const end = endOf(reader)
  while (reader.pos < end) keep(reader.int32(), into)
  if (reader.pos !== end) throw new RangeError('a number goes on beyond the end of its range')
}

/** A `SingleLineRange` has the same three numbers as fields, a `MultiLineRange` the four; zeros are not written. Newer indexers write these. */
function readTyped(reader: BinaryReader, count: 3 | 4): number[] {
  const numbers = Array.from({ length: count }, () => 0)
  eachField(reader, endOf(reader), (field, type) => {
    if (type !== WireType.Varint || field > count) return false
    numbers[field - 1] = reader.int32()
    return true
  })
  return numbers
}

const keep = (number: number, into: number[]): void => void (into.length < 5 && into.push(number))

/** Null for what is no range: a wrong count of numbers, a negative one, an end before the start. */
function rangeOf(numbers: readonly number[]): ScipRange | null {
  const [line = 0, column = 0, third = 0, fourth] = numbers
  if (numbers.length !== 3 && numbers.length !== 4) return null
  const [endLine, endColumn] = fourth === undefined ? [line, third] : [third, fourth]
  if (Math.min(line, column, endLine, endColumn) < 0) return null
  return endLine > line || (endLine === line && endColumn >= column) ? { line, column, endLine, endColumn } : null
}

function decodeSymbol(reader: BinaryReader, end: number, limits: ScipLimits): ScipSymbol {
  const found: ScipSymbol = { symbol: '', documentation: '', relationships: [], kind: 0, displayName: '', signature: '', enclosingSymbol: '' }
  const shortened = () => cut(reader.string(), limits.maxDocumentation)
  eachField(reader, end, (field, type) => {
    if (field === 5 && type === WireType.Varint) found.kind = reader.uint32()
    else if (type !== WireType.LengthDelimited) return false
    else if (field === 1) found.symbol = symbolText(reader, limits)
    else if (field === 3) found.documentation = cut(joined(found.documentation, shortened()), limits.maxDocumentation)
    else if (field === 4) found.relationships.push(decodeRelationship(reader, limits))
    else if (field === 6) found.displayName = cut(reader.string(), 1000)
    else if (field === 7) found.signature = decodeSignature(reader, limits)
    else if (field === 8) found.enclosingSymbol = symbolText(reader, limits)
    else return false
    return true
  })
  return found
}

const joined = (before: string, next: string) => (before === '' ? next : `${before}\n\n${next}`)
const cut = (text: string, length: number) => (text.length > length ? text.slice(0, length) : text)

/** A document of which only the text is of use. */
function decodeSignature(reader: BinaryReader, { maxDocumentation }: ScipLimits): string {
  let text = ''
  eachField(reader, endOf(reader), (field, type) => {
    if (field !== 5 || type !== WireType.LengthDelimited) return false
    text = cut(reader.string(), maxDocumentation)
    return true
  })
  return text
}

/** Fields 2 to 5, each a flag. */
const relations = [relation.reference, relation.implementation, relation.typeDefinition, relation.definition]

function decodeRelationship(reader: BinaryReader, limits: ScipLimits): ScipRelationship {
  const found: ScipRelationship = { symbol: '', flags: 0 }
  eachField(reader, endOf(reader), (field, type) => {
    const flag = relations[field - 2]
    if (field === 1 && type === WireType.LengthDelimited) found.symbol = symbolText(reader, limits)
    else if (flag !== undefined && type === WireType.Varint) found.flags = reader.bool() ? found.flags | flag : found.flags & ~flag
    else return false
    return true
  })
  return found
}
