/** The index as its readers see it: its segments, and which document is which blob. */

import { docNumber, OID_BYTES, SegmentTable, serialOf, type DocNumber, type Learn } from '../blobs/index.ts'
import { BINARY, MANIFEST_VERSION } from './format.ts'
import { openSegment, type Segment, type SharedSegment } from './segment.ts'

export class Snapshot extends SegmentTable<SharedSegment> {
  /** Throws `CorruptFile`. */
  constructor(folder: string) {
    super({
      folder,
      version: MANIFEST_VERSION,
      open(path, serial, learn) {
        const segment = openSegment(path, serial)
        try {
          tellIds(segment, learn)
        } finally {
          segment.close()
        }
        return segment.shared
      },
    })
  }

  /** The document of an id of `length` bytes: its number, BINARY, or NOT_INDEXED. */
  override find(oid: Uint8Array, at: number, length: number): DocNumber {
    const doc = super.find(oid, at, length)
    const shared = this.segment(serialOf(doc))
    return shared !== undefined && doc - docNumber(shared.serial, 0) >= shared.docs.length - 1 ? BINARY : doc
  }
}

/** Binary ones have a place behind all the documents of their segment. */
function tellIds(segment: Segment, learn: Learn): void {
  const { docs, binaries } = segment.oids()
  for (let place = 0; place < segment.docCount; place++) learn(docs, place * OID_BYTES, place)
  for (let at = 0; at < binaries.length; at += OID_BYTES) learn(binaries, at, segment.docCount)
}
