/**
 * The index as its readers see it: its segments, and which document is which blob. Of one moment: what the writer does later is
 * seen after `refresh`.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DocTable } from './doc-table.ts'
import { BINARY, docNumber, NOT_INDEXED, segmentFile, serialOf, type DocNumber } from './format.ts'
import { readManifest } from './manifest.ts'
import { OID_BYTES } from './oid.ts'
import { openSegment, type Segment, type SharedSegment } from './segment.ts'

export class Snapshot {
  /** Counts how often the segments have changed. */
  generation = 0
  private readonly folder: string
  private readonly table = new DocTable()
  private segments = new Map<number, SharedSegment>()

  /** Throws `CorruptFile`. */
  constructor(folder: string) {
    this.folder = folder
    this.refresh()
  }

  /** Takes up what the writer has committed since. True if anything changed. Throws `CorruptFile`, and then nothing has. */
  refresh(): boolean {
    const { segments } = existsSync(this.folder) ? readManifest(this.folder) : { segments: [] }
    const added = segments.filter(({ serial }) => !this.segments.has(serial)).map(({ serial }) => openSegment(join(this.folder, segmentFile(serial)), serial))
    if (added.length === 0 && segments.length === this.segments.size) return false
    const kept = segments.flatMap(({ serial }) => this.segments.get(serial) ?? [])
    this.segments = new Map([...kept, ...added.map(({ shared }) => shared)].map((shared) => [shared.serial, shared]))
    for (const segment of added) this.learn(segment)
    this.generation += 1
    return true
  }

  /** To be handed to the threads that search. */
  share(): SharedSegment[] {
    return [...this.segments.values()]
  }

  /** The document of an id of `length` bytes: its number, BINARY, or NOT_INDEXED. */
  find(oid: Uint8Array, at: number, length: number): DocNumber {
    const doc = this.table.find(oid, at, length)
    if (!this.segments.has(serialOf(doc))) return NOT_INDEXED
    return this.isBinary(doc) ? BINARY : doc
  }

  /** False for a number whose segment is gone: its document has another number now, or none. */
  isCurrent(doc: DocNumber): boolean {
    return this.segments.has(serialOf(doc))
  }

  /** Binary ones have a place behind all the documents of their segment. */
  private isBinary(doc: DocNumber): boolean {
    const shared = this.segments.get(serialOf(doc))
    return shared !== undefined && doc - docNumber(shared.serial, 0) >= shared.docs.length - 1
  }

  private learn(segment: Segment): void {
    const { serial } = segment.shared
    const { docs, binaries } = segment.oids()
    const last = segment.docCount
    for (let place = 0; place < last; place++) this.table.set(docs, place * OID_BYTES, docNumber(serial, place))
    for (let at = 0; at < binaries.length; at += OID_BYTES) this.table.set(binaries, at, docNumber(serial, last))
    segment.close()
  }
}
