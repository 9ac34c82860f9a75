/** The fingerprints of blobs as their reader sees them, of one moment. What the writer does later is seen after `refresh`. */

import { join } from 'node:path'
import { NOT_INDEXED, OID_BYTES, segmentFile, SegmentTable, type Learn } from '../blobs/index.ts'
import { possibleFingerprints } from './fingerprints.ts'
import { MANIFEST_VERSION } from './format.ts'
import { openSegment, type Segment } from './segment.ts'
import type { Tokens } from './tokens.ts'

/** A blob that may hold a copy. */
export type Candidate = {
  /** OID_BYTES, those of SHA-1 filled up with zeros, as hexadecimal digits. */
  oid: string
  /** Of the fingerprints that it shares, each counting for the more the fewer blobs of its segment have it: log₂(1 + all / those). */
  weight: number
}

export class FingerprintStore {
  private readonly folder: string
  private readonly table: SegmentTable<{ serial: number }>
  private readonly open = new Map<number, Segment>()

  /** Throws `CorruptFile`. */
  constructor(folder: string) {
    this.folder = folder
    this.table = new SegmentTable({ folder, version: MANIFEST_VERSION, open: openToLearn })
  }

  /** Takes up what the writer has committed since. Throws `CorruptFile`. */
  refresh(): void {
    this.table.refresh()
    for (const [serial, segment] of this.open) {
      if (this.table.segment(serial) !== undefined) continue
      segment.close()
      this.open.delete(serial)
    }
  }

  close(): void {
    for (const segment of this.open.values()) segment.close()
    this.open.clear()
  }

  /** Those of some ids, `length` bytes each and back to back, of which nothing is known, in their order. */
  missing(oids: Uint8Array, length: number): string[] {
    const missing: string[] = []
    for (let at = 0; at + length <= oids.length; at += length) {
      if (this.table.find(oids, at, length) === NOT_INDEXED) missing.push(Buffer.from(oids.buffer, oids.byteOffset + at, length).toString('hex'))
    }
    return missing
  }

  /** The blobs that share most with some tokens, those first; among equals by their ids. Throws `CorruptFile`. */
  candidates(tokens: Tokens, { most }: { most: number }): Candidate[] {
    const wanted = possibleFingerprints(tokens)
    const found = this.table.share().flatMap(({ serial }) => candidatesIn(this.opened(serial), wanted))
    return found.sort((a, b) => b.weight - a.weight || (a.oid < b.oid ? -1 : 1)).slice(0, most)
  }

  private opened(serial: number): Segment {
    const segment = this.open.get(serial) ?? openSegment(join(this.folder, segmentFile(serial)), serial)
    this.open.set(serial, segment)
    segment.recheck()
    return segment
  }
}

function openToLearn(path: string, serial: number, learn: Learn): { serial: number } {
  const segment = openSegment(path, serial)
  try {
    const oids = segment.oids()
    for (let doc = 0; doc < segment.docCount; doc++) learn(oids, doc * OID_BYTES, doc)
    return { serial }
  } finally {
    segment.close()
  }
}

function candidatesIn(segment: Segment, wanted: Uint32Array): Candidate[] {
  const weights = new Float32Array(segment.docCount)
  segment.visitHolders(wanted, (doc, holders) => (weights[doc] += Math.log2(1 + segment.docCount / holders)))
  const oids = segment.oids()
  const found: Candidate[] = []
  weights.forEach((weight, doc) => {
    if (weight > 0) found.push({ oid: oids.toString('hex', doc * OID_BYTES, (doc + 1) * OID_BYTES), weight })
  })
  return found
}
