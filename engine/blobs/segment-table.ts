/**
 * The segments of a folder as their readers see them, and which document is which blob. Of one moment: what the writer does later is
 * seen after `refresh`.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DocTable } from './doc-table.ts'
import { readManifest, segmentFile } from './manifest.ts'
import { docNumber, NOT_INDEXED, serialOf, type DocNumber } from './numbers.ts'

/** To be told that the document at a place has the id of OID_BYTES that begins at `at`. */
export type Learn = (oids: Buffer, at: number, place: number) => void

export type SegmentTableOptions<Shared> = {
  folder: string
  /** Of the manifest. */
  version: number
  /** Opens a segment, tells the ids of its documents, closes it, and gives what threads share of it. Throws `CorruptFile`. */
  open(path: string, serial: number, learn: Learn): Shared
}

export class SegmentTable<Shared extends { serial: number }> {
  /** Counts how often the segments have changed. */
  generation = 0
  private readonly options: SegmentTableOptions<Shared>
  private readonly table = new DocTable()
  private segments = new Map<number, Shared>()

  /** Throws `CorruptFile`. */
  constructor(options: SegmentTableOptions<Shared>) {
    this.options = options
    this.refresh()
  }

  /** Takes up what the writer has committed since. True if anything changed. Throws `CorruptFile`, and then nothing has. */
  refresh(): boolean {
    const { folder, version } = this.options
    const { segments } = existsSync(folder) ? readManifest(folder, version) : { segments: [] }
    const added = segments.filter(({ serial }) => !this.segments.has(serial)).map(({ serial }) => this.open(serial))
    if (added.length === 0 && segments.length === this.segments.size) return false
    const kept = segments.flatMap(({ serial }) => this.segments.get(serial) ?? [])
    this.segments = new Map([...kept, ...added.map(({ shared }) => shared)].map((shared) => [shared.serial, shared]))
    for (const { ids, shared: { serial } } of added) for (const { oids, at, place } of ids) this.table.set(oids, at, docNumber(serial, place))
    this.generation += 1
    return true
  }

  /** To be handed to the threads that search. */
  share(): Shared[] {
    return [...this.segments.values()]
  }

  segment(serial: number): Shared | undefined {
    return this.segments.get(serial)
  }

  /** The document of an id of `length` bytes, or NOT_INDEXED. */
  find(oid: Uint8Array, at: number, length: number): DocNumber {
    const doc = this.table.find(oid, at, length)
    return this.isCurrent(doc) ? doc : NOT_INDEXED
  }

  /** False for a number whose segment is gone: its document has another number now, or none. */
  isCurrent(doc: DocNumber): boolean {
    return this.segments.has(serialOf(doc))
  }

  private open(serial: number): { shared: Shared; ids: { oids: Buffer; at: number; place: number }[] } {
    const ids: { oids: Buffer; at: number; place: number }[] = []
    const shared = this.options.open(join(this.options.folder, segmentFile(serial)), serial, (oids, at, place) => void ids.push({ oids, at, place }))
    return { shared, ids }
  }
}
