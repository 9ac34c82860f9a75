/**
 * Adds documents to an index, and keeps its segments few and free of what nobody holds any more. One writer at a time for a
 * folder. It works in whatever thread it was made in, without pause.
 */

import { join } from 'node:path'
import { CorruptFile, type Disk } from '../disk/index.ts'
import { readText } from '../scan/index.ts'
import { segmentFile } from './format.ts'
import { EMPTY_MANIFEST, isKnown, readManifest, writeManifest, type Manifest, type SegmentEntry } from './manifest.ts'
import { mergeable } from './merging.ts'
import { OID_BYTES } from './oid.ts'
import { openSegment, type Segment } from './segment.ts'
import { SegmentBuilder, type IndexedText } from './segment-builder.ts'

/** Rewriting a segment takes about a second; one document in so many, and it is as well left. */
const WORTH_A_REWRITE = 0.1

export class SnapshotWriter {
  private readonly disk: Disk
  private readonly folder: string
  private manifest: Manifest
  private building = new SegmentBuilder()
  /** Written, and not yet in the manifest. */
  private written: SegmentEntry[] = []

  /** Takes up an index, or begins one; what a writer that was stopped has left is removed. A damaged index is begun anew. */
  constructor({ disk, folder }: { disk: Disk; folder: string }) {
    this.disk = disk
    this.folder = folder
    disk.makeFolder(folder)
    this.manifest = this.readSound()
    for (const name of disk.list(folder)) if (!isKnown(name, this.manifest, segmentFile)) disk.remove(join(folder, name))
  }

  /** Adds one document by its bytes as git has them. Ids must be new to the index. */
  add(oid: string, bytes: Uint8Array): void {
    const text = readText(bytes)
    const document: IndexedText = text.kind === 'binary' ? { oid, text: null } : { oid, text: asBuffer(text.bytes), encoding: text.encoding }
    this.put(document)
  }

  /** Makes all that was added part of the index, at once. */
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
      const { dead, all } = this.withSegment(entry, (segment) => countDead(segment, isAlive))
      if (dead === 0 || (!thorough && dead < all * WORTH_A_REWRITE)) continue
      this.rewrite([entry], isAlive)
      gone += dead
    }
    return gone
  }

  private rewrite(entries: readonly SegmentEntry[], isAlive: (oid: Buffer) => boolean): void {
    for (const entry of entries) this.withSegment(entry, (segment) => this.copy(segment, isAlive))
    this.finishSegment()
    this.replace(entries, this.written)
  }

  private copy(segment: Segment, isAlive: (oid: Buffer) => boolean): void {
    for (const document of documentsOf(segment)) if (isAlive(document.id)) this.put(document)
  }

  private put(document: IndexedText): void {
    if (this.building.add(document)) return
    this.finishSegment()
    this.building.add(document)
  }

  private finishSegment(): void {
    if (this.building.isEmpty) return
    const serial = this.manifest.nextSerial + this.written.length
    this.building.write(this.disk, this.pathOf(serial))
    this.written.push({ serial, ...this.building.size })
    this.building = new SegmentBuilder()
  }

  /** The one moment at which the index changes. Files are removed after it, so that those who read them lose nothing by a stop. */
  private replace(gone: readonly SegmentEntry[], added: SegmentEntry[]): void {
    const kept = this.manifest.segments.filter((entry) => !gone.includes(entry))
    const next = { nextSerial: this.manifest.nextSerial + added.length, segments: [...kept, ...added] }
    writeManifest(this.disk, this.folder, next)
    this.manifest = next
    this.written = []
  }

  /** Removes the files of segments that are in no manifest any more; readers that opened them before may go on. */
  sweep(): void {
    for (const name of this.disk.list(this.folder)) if (!isKnown(name, this.manifest, segmentFile)) this.disk.remove(join(this.folder, name))
  }

  private withSegment<T>({ serial }: SegmentEntry, use: (segment: Segment) => T): T {
    const segment = openSegment(this.pathOf(serial), serial)
    try {
      return use(segment)
    } finally {
      segment.close()
    }
  }

  private readSound(): Manifest {
    try {
      const manifest = readManifest(this.folder)
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

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function countDead(segment: Segment, isAlive: (oid: Buffer) => boolean): { dead: number; all: number } {
  const { docs, binaries } = segment.oids()
  let dead = 0
  for (const oids of [docs, binaries]) {
    for (let at = 0; at < oids.length; at += OID_BYTES) if (!isAlive(oids.subarray(at, at + OID_BYTES))) dead += 1
  }
  return { dead, all: (docs.length + binaries.length) / OID_BYTES }
}

function* documentsOf(segment: Segment): Generator<IndexedText & { id: Buffer }> {
  const { docs, binaries } = segment.oids()
  for (let place = 0; place < segment.docCount; place++) {
    const id = docs.subarray(place * OID_BYTES, (place + 1) * OID_BYTES)
    yield { id, oid: id.toString('hex'), text: segment.textOf(place), encoding: segment.encodingOf(place) }
  }
  for (let at = 0; at < binaries.length; at += OID_BYTES) {
    const id = binaries.subarray(at, at + OID_BYTES)
    yield { id, oid: id.toString('hex'), text: null }
  }
}

