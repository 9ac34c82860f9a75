/** Adds the fingerprints of blobs to a store, and keeps its segments few and free of what nobody holds any more. */

import { SegmentWriter } from '../blobs/index.ts'
import type { Disk } from '../disk/index.ts'
import { readText } from '../scan/index.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { MANIFEST_VERSION } from './format.ts'
import { SegmentBuilder, type PrintedBlob } from './segment-builder.ts'
import { documentsOf, idsOf, openSegment, type Segment } from './segment.ts'
import { tokensOf } from './tokens.ts'

export class FingerprintWriter extends SegmentWriter<PrintedBlob, Segment> {
  /** Takes up a store, or begins one; what a writer that was stopped has left is removed. A damaged store is begun anew. */
  constructor({ disk, folder }: { disk: Disk; folder: string }) {
    super({ disk, folder, content: { version: MANIFEST_VERSION, begin: () => new SegmentBuilder(), open: openSegment, idsOf, documentsOf } })
  }

  /** Adds one blob by its bytes as git has them; its id must be new to the store. */
  add(oid: string, bytes: Uint8Array): void {
    const text = readText(bytes)
    this.put({ oid, fingerprints: text.kind === 'binary' ? new Uint32Array() : fingerprintsOf(tokensOf(text.bytes)) })
  }
}
