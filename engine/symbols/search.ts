/** Finds the symbols in the files of a commit whose names are as a query wants them. */

import { DOCS_PER_SEGMENT, placeOf, serialOf, type DocNumber } from '../blobs/index.ts'
import { hasBit, type Bitmap } from '../blocks/index.ts'
import { SearchStopped, StepMeter } from '../regex/index.ts'
import type { CompiledNames } from './names.ts'
import type { Segment } from './segment.ts'
import type { CodeSymbol } from './symbol.ts'

export type SymbolSearch = {
  /** The number of each file's document in the store. */
  docs: Uint32Array
  /** The files to be searched, ascending. */
  selection: Uint32Array
  /** Where to begin: a place in the selection. */
  from: number
}

export type SymbolAnswer = {
  /** Files with the symbols that were found in them, ascending. */
  results: { file: number; symbols: CodeSymbol[] }[]
  /** How many files were judged. */
  judged: number
  /** Where to go on; null at the end. */
  next: number | null
}

/** After so many the answer so far is handed over, so that others have their turn and no answer becomes large. */
const MAX_SYMBOLS = 5_000
const MAX_FILES = 50_000

/** What a thread has open to search in. */
export type SegmentReader = {
  /** Throws where there is no such segment any more. */
  segment(serial: number): Segment
  isCancelled(): boolean
}

/** What a query wants of one segment, and which of its documents have some of it. */
type Asked = { segment: Segment; names: Bitmap; docs: Bitmap }

export class SymbolSearcher {
  /** Documents whose symbols were read. */
  read = 0
  private readonly query: CompiledNames
  private readonly reader: SegmentReader
  private readonly asked = new Map<number, Asked>()

  constructor(query: CompiledNames, reader: SegmentReader) {
    this.query = query
    this.reader = reader
  }

  /** Searches from one place on, for as long as one answer may take. Throws `SearchStopped` once the reader is cancelled, and `CorruptFile`. */
  search({ docs, selection, from }: SymbolSearch): SymbolAnswer {
    const results: SymbolAnswer['results'] = []
    const end = Math.min(selection.length, from + MAX_FILES)
    let found = 0
    let at = from
    for (; at < end && found < MAX_SYMBOLS; at++) {
      if ((at & 0xff) === 0 && this.reader.isCancelled()) throw new SearchStopped('cancelled')
      const file = selection[at]
      const symbols = this.symbolsIn(docs[file])
      if (symbols.length > 0) results.push({ file, symbols })
      found += symbols.length
    }
    return { results, judged: at - from, next: at < selection.length ? at : null }
  }

  private symbolsIn(doc: DocNumber): CodeSymbol[] {
    if (doc < DOCS_PER_SEGMENT) return []
    const { segment, names, docs } = this.ask(serialOf(doc))
    if (!hasBit(docs, placeOf(doc))) return []
    this.read += 1
    return segment.symbolsOf(placeOf(doc), ({ name }) => hasBit(names, name))
  }

  private ask(serial: number): Asked {
    const known = this.asked.get(serial)
    if (known !== undefined) return known
    const meter = new StepMeter(this.reader)
    const segment = this.reader.segment(serial)
    const names = this.query.namesIn(segment, meter)
    const asked = { segment, names, docs: segment.holdersOf(names, meter) }
    this.asked.set(serial, asked)
    return asked
  }
}
