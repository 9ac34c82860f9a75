import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** An index in the words of scip.proto; what is left out is not written. */
export interface IndexDraft {
  tool?: string
  toolVersion?: string
  documents?: DocumentDraft[]
  external?: SymbolDraft[]
}

export interface DocumentDraft {
  path: string
  language?: string
  /** A `PositionEncoding` by number. */
  encoding?: number
  text?: string
  occurrences?: OccurrenceDraft[]
  symbols?: SymbolDraft[]
}

export interface OccurrenceDraft {
  range: number[]
  symbol?: string
  roles?: number
  enclosing?: number[]
}

export interface SymbolDraft {
  symbol: string
  documentation?: string[]
  signature?: string
  kind?: number
  displayName?: string
  relationships?: { symbol: string; reference?: boolean; implementation?: boolean; typeDefinition?: boolean; definition?: boolean }[]
}

/** The bytes of an index, as an indexer writes them. */
export function encodeIndex({ tool = 'scip-test', toolVersion = '1.0.0', documents = [], external = [] }: IndexDraft): Uint8Array {
  const writer = new BinaryWriter()
  message(writer, 1, () => {
    message(writer, 2, () => void text(text(writer, 1, tool), 2, toolVersion))
    text(writer, 3, 'file:///src')
    writer.tag(4, WireType.Varint).uint32(1)
  })
  for (const each of documents) message(writer, 2, () => writeDocument(writer, each))
  for (const each of external) message(writer, 3, () => writeSymbol(writer, each))
  return writer.finish()
}

function message(writer: BinaryWriter, field: number, fill: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  fill()
  writer.join()
}

const text = (writer: BinaryWriter, field: number, value: string) => (value === '' ? writer : writer.tag(field, WireType.LengthDelimited).string(value))
const flag = (writer: BinaryWriter, field: number, value = false) => (value ? writer.tag(field, WireType.Varint).bool(true) : writer)
const number = (writer: BinaryWriter, field: number, value = 0) => (value === 0 ? writer : writer.tag(field, WireType.Varint).int32(value))

function packed(writer: BinaryWriter, field: number, numbers: readonly number[]): void {
  message(writer, field, () => numbers.forEach((each) => writer.int32(each)))
}

function writeDocument(writer: BinaryWriter, { path, language = 'TypeScript', encoding, text: content = '', occurrences = [], symbols = [] }: DocumentDraft): void {
  text(text(writer, 4, language), 1, path)
  for (const each of occurrences) message(writer, 2, () => writeOccurrence(writer, each))
  for (const each of symbols) message(writer, 3, () => writeSymbol(writer, each))
  number(text(writer, 5, content), 6, encoding)
}

function writeOccurrence(writer: BinaryWriter, { range, symbol = '', roles, enclosing }: OccurrenceDraft): void {
  packed(writer, 1, range)
  number(text(writer, 2, symbol), 3, roles)
  if (enclosing) packed(writer, 7, enclosing)
}

function writeSymbol(writer: BinaryWriter, { symbol, documentation = [], signature = '', kind, displayName = '', relationships = [] }: SymbolDraft): void {
  text(writer, 1, symbol)
  for (const each of documentation) text(writer, 3, each)
  for (const each of relationships) {
    message(writer, 4, () => {
      text(writer, 1, each.symbol)
      flag(flag(flag(flag(writer, 2, each.reference), 3, each.implementation), 4, each.typeDefinition), 5, each.definition)
    })
  }
  text(number(writer, 5, kind), 6, displayName)
  if (signature !== '') message(writer, 7, () => void text(text(writer, 4, 'typescript'), 5, signature))
}

/**
 * A document from its text, in which names are marked: `«name»` refers to the symbol that `symbols` has for the name, `‹name›` defines it.
 * Columns are counted in UTF-16 units of the text without the marks.
 */
export function markedDocument(path: string, marked: string, symbols: Record<string, string | (SymbolDraft & { symbol: string })>): { text: string; document: DocumentDraft } {
  const occurrences: OccurrenceDraft[] = []
  const lines = marked.split('\n').map((line, number) => {
    let plain = ''
    for (const [, before = '', open = '', name = ''] of line.matchAll(/([^«‹]*)(?:([«‹])([^»›]*)[»›])?/g)) {
      plain += before
      const known = symbols[name]
      if (open !== '' && known === undefined) throw new Error(`no symbol for ${name}`)
      if (open !== '' && known !== undefined) occurrences.push({ range: [number, plain.length, plain.length + name.length], symbol: typeof known === 'string' ? known : known.symbol, ...(open === '‹' ? { roles: 1 } : {}) })
      plain += name
    }
    return plain
  })
  const defined = new Set(occurrences.filter(({ roles }) => roles === 1).map(({ symbol }) => symbol))
  const told = Object.values(symbols).flatMap((each) => (typeof each !== 'string' && defined.has(each.symbol) ? [each] : []))
  return { text: lines.join('\n'), document: { path, encoding: 2, occurrences, symbols: told } }
}
