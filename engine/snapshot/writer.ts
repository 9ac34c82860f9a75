/** Adds documents to an index, and keeps its segments few and free of what nobody holds any more. */

import { OID_BYTES, SegmentWriter, type SegmentContent } from '../blobs/index.ts'
import type { Disk } from '../disk/index.ts'
import { readText } from '../scan/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import { openSegment, type Segment } from './segment.ts'
import { SegmentBuilder, type IndexedText } from './segment-builder.ts'

export class SnapshotWriter extends SegmentWriter<IndexedText, Segment> {
  /** Takes up an index, or begins one; what a writer that was stopped has left is removed. A damaged index is begun anew. */
  constructor({ disk, folder }: { disk: Disk; folder: string }) {
    super({ disk, folder, content: CONTENT })
  }

  /** Adds one document by its bytes as git has them. Ids must be new to the index. */
  add(oid: string, bytes: Uint8Array): void {
    const text = readText(bytes)
    this.put(text.kind === 'binary' ? { oid, text: null } : { oid, text: asBuffer(text.bytes), encoding: text.encoding })
  }
}

const CONTENT: SegmentContent<IndexedText, Segment> = { version: MANIFEST_VERSION, begin: () => new SegmentBuilder(), open: openSegment, idsOf, documentsOf }

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Those of binary ones come last. */
function* idsOf(segment: Segment): Generator<Buffer> {
  const { docs, binaries } = segment.oids()
  for (const oids of [docs, binaries]) for (let at = 0; at < oids.length; at += OID_BYTES) yield oids.subarray(at, at + OID_BYTES)
}

function* documentsOf(segment: Segment): Generator<IndexedText> {
  let place = 0
  for (const id of idsOf(segment)) {
    const oid = id.toString('hex')
    yield place < segment.docCount ? { oid, text: segment.textOf(place), encoding: segment.encodingOf(place) } : { oid, text: null }
    place += 1
  }
}
