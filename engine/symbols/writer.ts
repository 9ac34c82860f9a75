/** Adds the symbols of blobs to a store, and keeps its segments few and free of what nobody holds any more. */

import { SegmentWriter } from '../blobs/index.ts'
import type { Disk } from '../disk/index.ts'
import { versionOf } from './format.ts'
import { tidySymbols } from './outline.ts'
import { SegmentBuilder, type OutlinedBlob } from './segment-builder.ts'
import { idsOf, openSegment, outlineOf, type Segment } from './segment.ts'

export type SymbolWriterOptions = { disk: Disk; folder: string; extractor: string }

export class SymbolWriter extends SegmentWriter<OutlinedBlob, Segment> {
  /**
   * Takes up a store, or begins one; what a writer that was stopped has left is removed. A damaged store, and one of another extractor,
   * is begun anew.
   */
  constructor({ disk, folder, extractor }: SymbolWriterOptions) {
    super({ disk, folder, content: { version: versionOf(extractor), begin: () => new SegmentBuilder(), open: openSegment, idsOf, documentsOf } })
  }

  /** Adds what a grammar tells of one blob, which must be new to the store. */
  add({ oid, grammar, outline }: OutlinedBlob): void {
    this.put({ oid, grammar, outline: outline.state === 'done' ? { state: 'done', symbols: tidySymbols(outline.symbols) } : outline })
  }
}

function* documentsOf(segment: Segment): Generator<OutlinedBlob> {
  const grammars = segment.grammars()
  let doc = 0
  for (const id of idsOf(segment)) {
    yield { oid: id.toString('hex'), grammar: grammars[doc], outline: outlineOf(segment, doc) }
    doc += 1
  }
}
