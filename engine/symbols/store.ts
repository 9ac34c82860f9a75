/** The symbols of blobs as their readers see them, of one moment. What the writer does later is seen after `refresh`. */

import { NOT_INDEXED, OID_BYTES, placeOf, SegmentTable, serialOf, type DocNumber, type Learn } from '../blobs/index.ts'
import { versionOf, type OutlineFailure } from './format.ts'
import { writeKey } from './key.ts'
import type { Outline } from './outline.ts'
import type { CodeSymbol } from './symbol.ts'
import { failureIn, openSegment, outlineOf, Segment, type SharedSegment } from './segment.ts'

/** A blob by its id of `length` bytes, which begins at `from`, as a grammar reads it. */
export type BlobByGrammar = { oids: Uint8Array; from: number; length: number; grammar: number }

export class SymbolStore {
  private readonly table: SegmentTable<SharedSegment>
  private readonly key = Buffer.alloc(OID_BYTES)
  private readonly open = new Map<number, Segment>()

  /** Throws `CorruptFile`. */
  constructor({ folder, extractor }: { folder: string; extractor: string }) {
    this.table = new SegmentTable({ folder, version: versionOf(extractor), open: openToLearn })
  }

  /** Counts how often the segments have changed. */
  get generation(): number {
    return this.table.generation
  }

  /** Takes up what the writer has committed since. True if anything changed. Throws `CorruptFile`, and then nothing has. */
  refresh(): boolean {
    const changed = this.table.refresh()
    for (const [serial, segment] of this.open) {
      if (this.table.segment(serial) !== undefined) continue
      segment.close()
      this.open.delete(serial)
    }
    return changed
  }

  /** To be handed to the threads that search. */
  share(): SharedSegment[] {
    return this.table.share()
  }

  close(): void {
    for (const segment of this.open.values()) segment.close()
    this.open.clear()
  }

  /** NOT_INDEXED for a blob of which nothing is known as this grammar reads it. */
  docOf(blob: BlobByGrammar): DocNumber {
    writeKey(this.key, blob)
    return this.table.find(this.key, 0, OID_BYTES)
  }

  /** Null for a document whose symbols are known. */
  failureOf(doc: DocNumber): OutlineFailure | null {
    return failureIn(this.shared(doc), placeOf(doc))
  }

  /** What is known of a blob; null if nothing is. Throws `CorruptFile`. */
  outlineOf(blob: BlobByGrammar): Outline | null {
    const doc = this.docOf(blob)
    return doc === NOT_INDEXED ? null : outlineOf(this.opened(doc), placeOf(doc))
  }

  /** The symbols on some lines of a blob; null if it is not known, or could not be read. */
  symbolsOn(blob: BlobByGrammar, lines: ReadonlySet<number>): CodeSymbol[] | null {
    const doc = this.docOf(blob)
    if (doc === NOT_INDEXED || this.failureOf(doc) !== null) return null
    return this.opened(doc).symbolsOf(placeOf(doc), ({ line }) => lines.has(line))
  }

  private shared(doc: DocNumber): SharedSegment {
    const shared = this.table.segment(serialOf(doc))
    if (shared === undefined) throw new RangeError(`there is no segment ${serialOf(doc)}`)
    return shared
  }

  private opened(doc: DocNumber): Segment {
    const shared = this.shared(doc)
    const segment = this.open.get(shared.serial) ?? new Segment(shared)
    this.open.set(shared.serial, segment)
    segment.recheck()
    return segment
  }
}

function openToLearn(path: string, serial: number, learn: Learn): SharedSegment {
  const segment = openSegment(path, serial)
  try {
    learnKeys(segment, learn)
  } finally {
    segment.close()
  }
  return segment.shared
}

function learnKeys(segment: Segment, learn: Learn): void {
  const oids = segment.oids()
  const grammars = segment.grammars()
  const keys = Buffer.alloc(oids.length)
  for (let doc = 0; doc < segment.docCount; doc++) {
    const at = doc * OID_BYTES
    writeKey(keys.subarray(at, at + OID_BYTES), { oids, from: at, length: OID_BYTES, grammar: grammars[doc] })
    learn(keys, at, doc)
  }
}
