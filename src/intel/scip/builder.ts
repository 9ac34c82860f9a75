import { ByteWriter, realDisk, writeSections, type Disk, type SectionWriter } from '../../../engine/disk/index.ts'
import { BrokenIndex } from './broken.ts'
import { byPlace, encodeDocument, writeFacts, type LocalSymbol, type PackedDocument, type SymbolRef } from './document-code.ts'
import { role, type ScipDocument, type ScipMetadata, type ScipSymbol } from './format.ts'
import { Growing } from './growing.ts'
import { mention, SCIP_FILE, type IndexHead } from './index-format.ts'
import type { ScipLimits } from './limits.ts'
import { leadsOut, pathIn } from './paths.ts'
import { Spool } from './spool.ts'
import { isLocal, parseSymbol, type Package } from './symbol.ts'
import { SymbolTable } from './symbol-table.ts'
import { encodingOf } from './units.ts'

/** A package that an index speaks of. */
export interface NamedPackage extends Package {
  /** One of its symbols is defined in this index. */
  defines: boolean
}

export interface BuiltIndex {
  head: IndexHead
  /** Of the file. */
  bytes: number
  packages: NamedPackage[]
}

interface BuilderOptions {
  /** The file to be written; names beside it are used while it is made. */
  path: string
  /** Where the paths of documents begin, from the top of the repository. */
  root: string
  limits: ScipLimits
  disk?: Disk
}

/** Of more packages nobody asks. */
const maxPackages = 20_000

interface DocumentEntry {
  path: string
  from: number
  length: number
  /** The first of its mentions. */
  mentions: number
}

/** Makes the file of an index from its documents, in whatever order they come. Memory grows with symbols and mentions, not with occurrences. */
export class IndexBuilder {
  private readonly options: BuilderOptions
  private readonly symbols: SymbolTable
  private readonly documents: DocumentEntry[] = []
  private readonly blocks: Spool
  private readonly infos: Spool
  /** By symbol: where its facts begin in `infos`, and 1 more; 0 for none. */
  private readonly infoAt: number[] = []
  private readonly mentionedSymbols = new Growing()
  private readonly mentionKinds = new Growing()
  private readonly relations = { from: new Growing(), to: new Growing(), flags: new Growing() }
  private pathLength = 0
  /** The first document that is none of the repository's. */
  private outside: ScipDocument | undefined
  private readonly head: IndexHead = { tool: '', toolVersion: '', documents: 0, symbols: 0, occurrences: 0, illFormed: 0 }

  constructor(options: BuilderOptions) {
    this.options = options
    this.symbols = new SymbolTable(options.limits)
    this.blocks = new Spool(`${options.path}.blocks`)
    this.infos = new Spool(`${options.path}.infos`)
  }

  metadata({ tool, version }: ScipMetadata): void {
    this.head.tool ||= tool
    this.head.toolVersion ||= version
  }

  /** Throws `BrokenIndex`. */
  addDocument(document: ScipDocument): void {
    const { limits, root } = this.options
    if (this.documents.length >= limits.maxDocuments) throw new BrokenIndex(`The index has more than ${limits.maxDocuments} documents, which is more than is accepted here.`)
    if (leadsOut(root, document.path)) {
      this.outside ??= document
      this.head.illFormed += document.occurrences.length + document.illFormed
      return
    }
    const path = pathIn(root, document.path)
    this.pathLength += path.length
    if (this.pathLength > limits.maxSymbolText) throw new BrokenIndex(`The paths of the index have more than ${limits.maxSymbolText} characters together, which is more than is accepted here.`)
    const block = new ByteWriter()
    const mentions = this.mentionedSymbols.length
    encodeDocument(block, this.pack(document))
    this.documents.push({ path, from: this.blocks.length, length: block.length, mentions })
    this.blocks.write(block.view())
    this.head.occurrences += document.occurrences.length
    this.head.illFormed += document.illFormed
  }

  /** What an index tells of a symbol, be it its own or of a package that it uses. The first that tells anything counts. */
  addSymbol(symbol: ScipSymbol): void {
    if (symbol.symbol === '' || isLocal(symbol.symbol)) return
    const id = this.symbols.idOf(symbol.symbol)
    for (const { symbol: to, flags } of symbol.relationships) if (flags > 0 && to !== '' && !isLocal(to)) this.relate(id, this.symbols.idOf(to), flags)
    if ((this.infoAt[id] ?? 0) > 0 || !tellsAnything(symbol)) return
    while (this.infoAt.length < id) this.infoAt.push(0)
    this.infoAt[id] = this.infos.length + 1
    const facts = new ByteWriter()
    writeFacts(facts, symbol)
    const length = new ByteWriter()
    length.varint(facts.length)
    this.infos.write(length.view())
    this.infos.write(facts.view())
  }

  /** Writes the file, whole or not at all. Throws `BrokenIndex` where every document is outside of the repository. */
  finish(): BuiltIndex {
    const { path, root, disk = realDisk } = this.options
    if (this.outside && this.documents.length === 0) pathIn(root, this.outside.path)
    const texts = this.symbols.texts()
    this.head.documents = this.documents.length
    this.head.symbols = texts.length
    const order = [...this.documents.keys()].sort((a, b) => compare(this.documents[a]?.path ?? '', this.documents[b]?.path ?? '') || a - b)
    const bytes = writeSections(disk, path, SCIP_FILE, (file) => {
      file.begin('head')
      file.write(Buffer.from(JSON.stringify(this.head)))
      this.writeDocuments(file, order)
      writeTexts(file, texts)
      this.writeMentions(file, order, texts.length)
      this.writeInfos(file, texts.length)
      this.writeRelations(file, texts.length)
    })
    return { head: this.head, bytes, packages: this.packages(texts) }
  }

  /** Removes what was put aside. */
  close(): void {
    this.blocks.close()
    this.infos.close()
  }

  private relate(from: number, to: number, flags: number): void {
    if (this.relations.from.length >= this.options.limits.maxMentions) throw new BrokenIndex('The symbols of the index have more relationships than are accepted here.')
    this.relations.from.push(from)
    this.relations.to.push(to)
    this.relations.flags.push(flags)
  }

  private pack(document: ScipDocument): PackedDocument {
    const { limits } = this.options
    const packing = new Packing(this.symbols)
    for (const symbol of document.symbols) if (isLocal(symbol.symbol)) packing.tell(symbol)
    const occurrences = document.occurrences.sort(byPlace).map(({ symbol, ...rest }) => ({ ...rest, symbol: packing.mention(symbol, kindOf(rest.roles)) }))
    for (const symbol of document.symbols) this.addSymbol(symbol)
    if (this.mentionedSymbols.length + packing.mentions.size > limits.maxMentions) throw new BrokenIndex('The documents of the index mention more symbols than are accepted here. Index parts of the repository and upload each with its root.')
    for (const [id, kinds] of packing.mentions) {
      this.mentionedSymbols.push(id)
      this.mentionKinds.push(kinds)
    }
    return { encoding: encodingOf(document, this.head.tool), locals: packing.locals, occurrences }
  }

  private writeDocuments(file: SectionWriter, order: readonly number[]): void {
    const entries = order.flatMap((index) => this.documents[index] ?? [])
    writeStrings(file, { names: ['paths', 'path-at'], texts: entries.map(({ path }) => path) })
    file.begin('docs')
    for (const piece of this.blocks.read(entries)) file.write(piece)
    file.begin('doc-at')
    let at = 0
    writeOffsets(file, [...entries.map(({ length }) => (at += length) - length), at])
  }

  /** For each symbol the documents that mention it, in the order of their paths. */
  private writeMentions(file: SectionWriter, order: readonly number[], symbolCount: number): void {
    const { starts, sorted } = this.sortMentions(order, symbolCount)
    file.begin('posts')
    const at = writeLists(file, symbolCount, (list, symbol) => {
      let before = -1
      for (let i = starts[symbol] ?? 0; i < (starts[symbol + 1] ?? 0); i += 1) {
        const [document, kinds] = [sorted.documents[i] ?? 0, sorted.kinds[i] ?? 0]
        list.varint(document - before)
        list.varint(kinds)
        before = document
      }
    })
    file.begin('post-at')
    writeNumbers(file, at)
  }

  /** Documents are gone through in the order of their paths, so each symbol's come out in it too. */
  private sortMentions(order: readonly number[], symbolCount: number) {
    const starts = countStarts(this.mentionedSymbols.view(), symbolCount)
    const next = starts.slice()
    const sorted = { documents: new Uint32Array(this.mentionedSymbols.length), kinds: new Uint8Array(this.mentionedSymbols.length) }
    order.forEach((index, rank) => {
      const end = this.documents[index + 1]?.mentions ?? this.mentionedSymbols.length
      for (let i = this.documents[index]?.mentions ?? 0; i < end; i++) {
        const symbol = this.mentionedSymbols.at(i)
        const place = next[symbol] ?? 0
        next[symbol] = place + 1
        sorted.documents[place] = rank
        sorted.kinds[place] = this.mentionKinds.at(i)
      }
    })
    return { starts, sorted }
  }

  private writeInfos(file: SectionWriter, symbolCount: number): void {
    file.begin('infos')
    for (const piece of this.infos.read([{ from: 0, length: this.infos.length }])) file.write(piece)
    file.begin('info-at')
    writeOffsets(file, Array.from({ length: symbolCount }, (_, id) => this.infoAt[id] ?? 0))
  }

  /** Each relationship twice: with the symbol that has it, and with the one that it names. */
  private writeRelations(file: SectionWriter, symbolCount: number): void {
    for (const [name, by, other] of [['out', this.relations.from, this.relations.to], ['in', this.relations.to, this.relations.from]] as const) {
      const starts = countStarts(by.view(), symbolCount)
      const places = placesBy(by.view(), starts)
      file.begin(name)
      const at = writeLists(file, symbolCount, (list, symbol) => {
        for (const [id, flags] of this.relatedBy(places.subarray(starts[symbol], starts[symbol + 1]), other)) {
          list.varint(id)
          list.varint(flags)
        }
      })
      file.begin(`${name}-at`)
      writeNumbers(file, at)
    }
  }

  /** The same relationship is told by each document that speaks of the symbol. */
  private relatedBy(places: Uint32Array, other: Growing): Map<number, number> {
    const related = new Map<number, number>()
    for (const place of places) related.set(other.at(place), (related.get(other.at(place)) ?? 0) | this.relations.flags.at(place))
    return related
  }

  private packages(texts: readonly string[]): NamedPackage[] {
    const kinds = new Uint8Array(texts.length)
    this.mentionedSymbols.view().forEach((symbol, i) => (kinds[symbol] = (kinds[symbol] ?? 0) | this.mentionKinds.at(i)))
    this.relations.to.view().forEach((symbol) => (kinds[symbol] = (kinds[symbol] ?? 0) | mention.relation))
    const found = new Map<string, NamedPackage>()
    texts.forEach((text, id) => {
      const named = kinds[id] ? parseSymbol(text) : null
      if (!named || named.name === '') return
      const { manager, name, version } = named
      const key = [manager, name, version].join('\n')
      const known = found.get(key) ?? { manager, name, version, defines: false }
      known.defines ||= ((kinds[id] ?? 0) & mention.definition) > 0
      found.set(key, known)
      if (found.size > maxPackages) throw new BrokenIndex(`The index speaks of more than ${maxPackages} packages, which is more than is accepted here.`)
    })
    return [...found.values()]
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
function kindOf(roles: number): number {
  if (roles & role.definition) return mention.definition
  return roles & role.forwardDefinition ? mention.declaration : mention.reference
}
const tellsAnything = ({ kind, displayName, signature, documentation }: ScipSymbol) => kind > 0 || displayName !== '' || signature !== '' || documentation !== ''
const nothing = { kind: 0, displayName: '', signature: '', documentation: '' }

/** The symbols of one document on their way into its block. */
class Packing {
  readonly locals: LocalSymbol[] = []
  /** Global symbols by number, with how they are mentioned. */
  readonly mentions = new Map<number, number>()
  private readonly symbols: SymbolTable
  private readonly localIds = new Map<string, number>()

  constructor(symbols: SymbolTable) {
    this.symbols = symbols
  }

  mention(symbol: string, kind: number): SymbolRef {
    if (isLocal(symbol)) return { local: this.localOf(symbol) }
    const global = this.symbols.idOf(symbol)
    this.mentions.set(global, (this.mentions.get(global) ?? 0) | kind)
    return { global }
  }

  tell({ symbol, kind, displayName, signature, documentation, relationships }: ScipSymbol): void {
    const local = this.locals[this.localOf(symbol)]
    if (!local) return
    local.facts = { kind, displayName, signature, documentation }
    local.relations = relationships.flatMap(({ symbol: to, flags }) => (to === '' || flags === 0 ? [] : [{ to: this.mention(to, mention.relation), flags }]))
  }

  private localOf(symbol: string): number {
    const known = this.localIds.get(symbol)
    if (known !== undefined) return known
    this.localIds.set(symbol, this.locals.length)
    this.locals.push({ name: symbol, facts: nothing, relations: [] })
    return this.locals.length - 1
  }
}

/** Where the entries of each key begin when they are sorted by it, and the end of all. */
function countStarts(keys: Uint32Array, keyCount: number): Uint32Array {
  const starts = new Uint32Array(keyCount + 1)
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1
  for (let key = 0; key < keyCount; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  return starts
}

/** The places of all keys, sorted by key, and in order for each. */
function placesBy(keys: Uint32Array, starts: Uint32Array): Uint32Array {
  const next = starts.slice()
  const places = new Uint32Array(keys.length)
  keys.forEach((key, i) => {
    const place = next[key] ?? 0
    next[key] = place + 1
    places[place] = i
  })
  return places
}

const atOnce = 1 << 16

/** Writes a list for each symbol and gives where each begins, and the end. */
function writeLists(file: SectionWriter, count: number, fill: (list: ByteWriter, symbol: number) => void): Uint32Array {
  const starts = new Uint32Array(count + 1)
  const list = new ByteWriter()
  let flushed = 0
  for (let symbol = 0; symbol < count; symbol++) {
    fill(list, symbol)
    starts[symbol + 1] = flushed + list.length
    if (list.length < atOnce) continue
    file.write(list.view())
    flushed += list.length
    list.clear()
  }
  file.write(list.view())
  return starts
}

function writeStrings(file: SectionWriter, { names: [content, starts], texts }: { names: readonly [string, string]; texts: readonly string[] }): void {
  file.begin(content)
  const bytes = new ByteWriter()
  let flushed = 0
  const at = new Uint32Array(texts.length + 1)
  texts.forEach((text, i) => {
    bytes.append(Buffer.from(text))
    at[i + 1] = flushed + bytes.length
    if (bytes.length < atOnce) return
    file.write(bytes.view())
    flushed += bytes.length
    bytes.clear()
  })
  file.write(bytes.view())
  file.begin(starts)
  writeNumbers(file, at)
}

/** The symbols by number, and their numbers in the order of their texts, to be searched. */
function writeTexts(file: SectionWriter, texts: readonly string[]): void {
  writeStrings(file, { names: ['symbols', 'sym-at'], texts })
  file.begin('order')
  writeNumbers(file, Uint32Array.from(texts.keys()).sort((a, b) => compare(texts[a] ?? '', texts[b] ?? '')))
}

const writeNumbers = (file: SectionWriter, numbers: Uint32Array) => file.write(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
const writeOffsets = (file: SectionWriter, offsets: readonly number[]) => file.write(new Uint8Array(Float64Array.from(offsets).buffer))
