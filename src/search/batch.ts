import type { ScanBatch } from '../../engine/scan/index.ts'
import type { FoundFile } from './found.ts'

/** A file whose content is to be searched. */
export interface Chosen {
  at: number
  path: string
  oid: string
  size: number
  /** A link or submodule, which has no text of its own: only its path can match. */
  textless: boolean
}

/** Files on their way to a scanner, in one buffer that is handed over without another copy. */
export interface Batch {
  readonly bytes: number
  readonly documents: readonly Chosen[]
  /** What was found without a scanner, for its place among the rest. */
  readonly decided: FoundFile[]
  readonly isEmpty: boolean
  hasRoomFor(bytes: number): boolean
  add(file: Chosen, bytes: Uint8Array): void
  /** The batch is of no use afterwards. */
  pack(): ScanBatch
}

/** So few that what one batch finds at most, every byte of it, holds the main thread up only for a moment. */
const maxBytes = 256 * 1024
const maxDocuments = 1000

/** `remaining` bytes are still to come, so a small repository takes no large buffer; one that is larger than a batch has one to itself. */
export function createBatch(remaining: number, first: number): Batch {
  const buffer = new ArrayBuffer(Math.max(first, Math.min(remaining, maxBytes)))
  const documents: Chosen[] = []
  const packed: ScanBatch['documents'] = []
  const decided: FoundFile[] = []
  let offset = 0
  return {
    get bytes() { return offset },
    get isEmpty() { return documents.length + decided.length === 0 },
    documents,
    decided,
    hasRoomFor: (bytes) => offset + bytes <= buffer.byteLength && documents.length + decided.length < maxDocuments,
    add(file, bytes) {
      new Uint8Array(buffer, offset, bytes.length).set(bytes)
      packed.push({ id: documents.length, path: file.path, offset, length: bytes.length })
      documents.push(file)
      offset += bytes.length
    },
    pack: () => ({ buffer, documents: packed }),
  }
}
