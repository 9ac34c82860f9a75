/**
 * Adds documents to a folder of segments, and keeps these few and free of what nobody holds any more. One writer at a time for a
 * folder. It works in whatever thread it was made in, without pause.
 */

import { join } from 'node:path'
import { CorruptFile, isMissing, type Disk } from '../disk/index.ts'
import { EMPTY_MANIFEST, isKnown, readManifest, segmentFile, writeManifest, type Manifest, type SegmentEntry, type SegmentSize } from './manifest.ts'
import { mergeable } from './merging.ts'

/** Rewriting a segment takes about a second; one document in so many, and it is as well left. */
const WORTH_A_REWRITE = 0.1

/** A segment on its way to disk. */
export type SegmentBuilding<Document> = {
  readonly isEmpty: boolean
  readonly size: SegmentSize
  /** False: there is no room for it, and another segment must be begun. One document alone always has room, if any segment has. */
  add(document: Document): boolean
  /** Returns the size of the file in bytes. */
  write(disk: Disk, path: string): number
}

/** What segments hold, for a writer that does not know. */
export type SegmentContent<Document, Segment> = {
  /** Of the manifest: a folder of another version is an empty one, and is built anew. */
  version: number
  begin(): SegmentBuilding<Document>
  /** Throws `CorruptFile`. */
  open(path: string, serial: number): Segment
  /** The blob ids of the documents, OID_BYTES each, in the order of `documentsOf`. */
  idsOf(segment: Segment): Iterable<Buffer>
  documentsOf(segment: Segment): Iterable<Document>
}

export class SegmentWriter<Document, Segment extends { close(): void }> {
  private readonly disk: Disk
  private readonly folder: string
  private readonly content: SegmentContent<Document, Segment>
  private manifest: Manifest
  private building: SegmentBuilding<Document>
  /** Written, and not yet in the manifest. */
  private written: SegmentEntry[] = []

  /** Takes up a folder, or begins one; what a writer that was stopped has left is removed. A damaged one is begun anew. */
  constructor({ disk, folder, content }: { disk: Disk; folder: string; content: SegmentContent<Document, Segment> }) {
    this.disk = disk
    this.folder = folder
    this.content = content
    this.building = content.begin()
    disk.makeFolder(folder)
    this.manifest = this.readSound()
    this.sweep()
  }

  /** Adds one document, whose id must be new. */
  put(document: Document): void {
    if (this.building.add(document)) return
    this.finishSegment()
    this.building.add(document)
  }

  /** Makes all that was added part of the folder, at once. */
  commit(): void {
    this.finishSegment()
    if (this.written.length > 0) this.replace([], this.written)
  }

  /**
   * Merges small segments, where there are enough of them, into larger ones; true if it did. To be called again until it is false.
   * The merged segment is the one that would have been built from its documents.
   */
  merge(): boolean {
    const chosen = mergeable(this.manifest.segments)
    if (chosen.length > 0) this.rewrite(chosen, () => true)
    return chosen.length > 0
  }

  /**
   * Rewrites segments without the documents that are not alive: all that have any if `thorough`, else those where it pays. Returns
   * how many documents went.
   */
  purge(isAlive: (oid: Buffer) => boolean, { thorough }: { thorough: boolean }): number {
    let gone = 0
    for (const entry of this.manifest.segments) {
      const { dead, all } = this.withSegment(entry, (segment) => countDead(this.content.idsOf(segment), isAlive))
      if (dead === 0 || (!thorough && dead < all * WORTH_A_REWRITE)) continue
      this.rewrite([entry], isAlive)
      gone += dead
    }
    return gone
  }

  /** Removes the files of segments that are in no manifest any more; readers that opened them before may go on. */
  sweep(): void {
    for (const name of this.disk.list(this.folder)) if (!isKnown(name, this.manifest)) this.disk.remove(join(this.folder, name))
  }

  private rewrite(entries: readonly SegmentEntry[], isAlive: (oid: Buffer) => boolean): void {
    for (const entry of entries) this.withSegment(entry, (segment) => this.copy(segment, isAlive))
    this.finishSegment()
    this.replace(entries, this.written)
  }

  private copy(segment: Segment, isAlive: (oid: Buffer) => boolean): void {
    const ids = this.content.idsOf(segment)[Symbol.iterator]()
    for (const document of this.content.documentsOf(segment)) {
      const id = ids.next()
      if (!id.done && isAlive(id.value)) this.put(document)
    }
  }

  private finishSegment(): void {
    if (this.building.isEmpty) return
    const serial = this.manifest.nextSerial + this.written.length
    this.building.write(this.disk, this.pathOf(serial))
    this.written.push({ serial, ...this.building.size })
    this.building = this.content.begin()
  }

  /** The one moment at which anything changes. Files are removed after it, so that those who read them lose nothing by a stop. */
  private replace(gone: readonly SegmentEntry[], added: SegmentEntry[]): void {
    const kept = this.manifest.segments.filter((entry) => !gone.includes(entry))
    const next = { nextSerial: this.manifest.nextSerial + added.length, segments: [...kept, ...added] }
    writeManifest(this.disk, this.folder, { version: this.content.version, ...next })
    this.manifest = next
    this.written = []
  }

  private withSegment<T>({ serial }: SegmentEntry, use: (segment: Segment) => T): T {
    const segment = this.content.open(this.pathOf(serial), serial)
    try {
      return use(segment)
    } finally {
      segment.close()
    }
  }

  private readSound(): Manifest {
    try {
      const manifest = readManifest(this.folder, this.content.version)
      for (const entry of manifest.segments) this.withSegment(entry, () => {})
      return manifest
    } catch (error) {
      if (!(error instanceof CorruptFile) && !isMissing(error)) throw error
      return EMPTY_MANIFEST
    }
  }

  private pathOf(serial: number): string {
    return join(this.folder, segmentFile(serial))
  }
}

function countDead(ids: Iterable<Buffer>, isAlive: (oid: Buffer) => boolean): { dead: number; all: number } {
  let dead = 0
  let all = 0
  for (const id of ids) {
    all += 1
    if (!isAlive(id)) dead += 1
  }
  return { dead, all }
}
