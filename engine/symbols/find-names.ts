/** Goes to a symbol by what somebody types of its name, over the files of many commits at once. */

import { DOCS_PER_SEGMENT, placeOf, serialOf } from '../blobs/index.ts'
import { emptyBitmap, hasBit, setBit, type Bitmap } from '../blocks/index.ts'
import type { SymbolKind } from '../query/symbol-kinds.ts'
import { StepMeter } from '../regex/index.ts'
import { FIT, FITS, NameScore, type Fit } from './name-score.ts'
import type { SegmentReader } from './search.ts'
import type { Segment } from './segment.ts'
import type { CodeSymbol } from './symbol.ts'

export type NamesAsked = {
  /** Parts of a name, with what it stands in before it if that is wanted: `Server.handle`. */
  text: string
  /** The number of each file's document in the store, for each of the commits. */
  trees: readonly Uint32Array[]
  limit: number
}

export type NameFound = { tree: number; file: number; symbol: CodeSymbol; fit: Fit }

/** So many names that fit are looked up in their documents at most, the best ones. */
const MAX_NAMES = 5_000
/** More symbols than are wanted are looked at, as those of the names that fit as well may be of lesser kinds. */
const LOOKED_PER_RESULT = 4
const MIN_LOOKED = 500

/** The best of what there is, in their order. Throws `SearchStopped` once the reader is cancelled, and `CorruptFile`. */
export function findNames({ text, trees, limit }: NamesAsked, reader: SegmentReader): NameFound[] {
  const { name, owners } = readTyped(text)
  if (name === '') return []
  const segments = openSegments(trees, reader)
  const looked = lookUp(bestNames(segments, new NameScore(name), reader), { owners, most: Math.max(MIN_LOOKED, limit * LOOKED_PER_RESULT) })
  return placesOf(looked, trees).sort(byRank).slice(0, limit)
}

/** What is typed before a dot, `::`, `#`, `->` or a space names what the symbol stands in. */
function readTyped(text: string): { name: string; owners: string[] } {
  const parts = text.split(/(?:\.|::|#|->|\s)+/).filter(Boolean)
  return { name: parts.at(-1) ?? '', owners: parts.slice(0, -1).map((part) => part.toLowerCase()) }
}

/** A segment with those of its documents that stand in one of the trees. */
type Opened = { segment: Segment; visible: Bitmap }

function openSegments(trees: readonly Uint32Array[], reader: SegmentReader): Opened[] {
  const opened = new Map<number, Opened>()
  for (const docs of trees) {
    for (const doc of docs) {
      if (doc < DOCS_PER_SEGMENT) continue
      const known = opened.get(serialOf(doc)) ?? open(reader.segment(serialOf(doc)))
      opened.set(serialOf(doc), known)
      setBit(known.visible, placeOf(doc))
    }
  }
  return [...opened.values()]
}

const open = (segment: Segment): Opened => ({ segment, visible: emptyBitmap(segment.docCount) })

type FittingName = Opened & { name: number; fit: Fit; length: number }

/** Those names that fit best, shorter ones first. */
function bestNames(segments: readonly Opened[], score: NameScore, reader: SegmentReader): FittingName[] {
  const meter = new StepMeter(reader)
  const fitting = segments.flatMap((opened) => fittingNames(opened.segment, score, meter).map((number) => ({ ...opened, ...unpack(number) })))
  return fitting.sort((a, b) => a.fit - b.fit || a.length - b.length).slice(0, MAX_NAMES)
}

/** The best ones of one segment, as numbers, of which there may be hundreds of thousands for one letter. */
function fittingNames({ shared: { names, nameAt, letters } }: Segment, score: NameScore, meter: StepMeter): number[] {
  const bytes = Buffer.from(names.buffer, names.byteOffset, names.length)
  const fitting: number[] = []
  for (let name = 0; name < letters.length; name++) {
    if ((letters[name] & score.letters) >>> 0 !== score.letters) continue
    meter.spend(1)
    const [from, to] = [nameAt[name], nameAt[name + 1] - 1]
    const fit = score.fitOf(bytes, from, to)
    if (fit !== FIT.none) fitting.push(pack({ name, fit, length: to - from }))
  }
  return [...Float64Array.from(fitting).sort().subarray(0, MAX_NAMES)]
}

type Fitting = Pick<FittingName, 'name' | 'fit' | 'length'>

/** Sorted by fit, then by length, then by name. A segment has fewer than 2²⁴ names, of fewer than 2¹² bytes. */
const pack = ({ name, fit, length }: Fitting): number => (fit * 2 ** 12 + length) * 2 ** 24 + name

function unpack(number: number): Fitting {
  const high = Math.floor(number / 2 ** 24)
  return { name: number % 2 ** 24, fit: FITS[high >> 12], length: high & 0xfff }
}

type Looked = { serial: number; doc: number; symbol: CodeSymbol; fit: Fit }

/** A document with the names in it that fit. */
type ToRead = { segment: Segment; doc: number; names: Map<number, Fit> }

function lookUp(names: readonly FittingName[], { owners, most }: { owners: readonly string[]; most: number }): Looked[] {
  return documentsOf(names, most).flatMap(({ segment, doc, names: fits }) => {
    const symbols = segment.symbolsOf(doc, ({ name }) => fits.has(name)).filter(({ container }) => standsIn(container, owners))
    const fitOf = new Map([...fits].map(([name, fit]) => [segment.nameOf(name), fit]))
    return symbols.map((symbol) => ({ serial: segment.shared.serial, doc, symbol, fit: fitOf.get(symbol.name) ?? FIT.letters }))
  })
}

/** Each document once, however many names it has; enough of them for so many symbols. */
function documentsOf(names: readonly FittingName[], most: number): ToRead[] {
  const documents = new Map<number, ToRead>()
  let count = 0
  for (const { segment, visible, name, fit } of names) {
    for (const doc of segment.docsOf(name)) {
      if (count === most) return [...documents.values()]
      if (!hasBit(visible, doc)) continue
      const key = segment.shared.serial * DOCS_PER_SEGMENT + doc
      const known = documents.get(key) ?? { segment, doc, names: new Map<number, Fit>() }
      documents.set(key, known)
      known.names.set(name, fit)
      count += 1
    }
  }
  return [...documents.values()]
}

const standsIn = (container: string, owners: readonly string[]) => owners.every((owner) => container.toLowerCase().includes(owner))

/** Every file that has one of the documents. */
function placesOf(looked: readonly Looked[], trees: readonly Uint32Array[]): NameFound[] {
  const byDoc = Map.groupBy(looked, ({ serial, doc }) => serial * DOCS_PER_SEGMENT + doc)
  return trees.flatMap((docs, tree) => {
    const found: NameFound[] = []
    for (let file = 0; file < docs.length; file++) {
      for (const { symbol, fit } of byDoc.get(docs[file]) ?? []) found.push({ tree, file, symbol, fit })
    }
    return found
  })
}

/** What can be called, or made instances of, is more often looked for than what these have. */
const LESSER_KINDS: ReadonlySet<SymbolKind> = new Set(['field', 'property', 'key', 'enum-member', 'string', 'number', 'boolean', 'array', 'object', 'null', 'type-parameter'])
const VALUE_KINDS: ReadonlySet<SymbolKind> = new Set(['variable', 'constant'])

const rankOf = (kind: SymbolKind): number => (LESSER_KINDS.has(kind) ? 2 : VALUE_KINDS.has(kind) ? 1 : 0)

function byRank(a: NameFound, b: NameFound): number {
  const [one, other] = [a.symbol, b.symbol]
  return a.fit - b.fit || rankOf(one.kind) - rankOf(other.kind) || one.name.length - other.name.length || a.tree - b.tree || a.file - b.file || one.line - other.line
}
