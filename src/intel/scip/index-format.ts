import type { FileKind } from '../../../engine/disk/index.ts'

/** The file of one index. FORMAT.md says what is in it. */
export const SCIP_FILE: FileKind = { letters: 'FBSC', version: 1 }

/** What the index is, beside its content. */
export interface IndexHead {
  tool: string
  toolVersion: string
  documents: number
  symbols: number
  occurrences: number
  /** Occurrences that were left out because their range is none. */
  illFormed: number
}

/** How a document mentions a symbol: a set. `relation`: a local symbol of it is related to this one. */
export const mention = { definition: 1, reference: 2, relation: 4, declaration: 8 } as const

/** How many bytes an entry of `doc-at` and `info-at` has: a 64-bit float holds every size that a file may have. */
export const OFFSET_BYTES = 8
